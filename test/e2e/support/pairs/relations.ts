import type { Span } from "@isobar/otlp";
import { expect } from "vitest";
import type { CallTrial, MessageTrial, Telemetry } from "./run.ts";

/** A span by where it stands: its own trace or its sender's, and what it is below of and linked to. */
export interface Relations {
  readonly trace: "own" | "sender's";
  readonly parent: string | undefined;
  readonly links: readonly string[];
}

/** The spans that the consumer's cloud made of an order in a message, seen from the span that sent it. */
export function describeMessage(telemetry: Telemetry, { order, from, to }: MessageTrial) {
  const sender = findSender(telemetry, `send ${order}`);
  const invocation = findSpanOf(telemetry, order, "received");
  const record = findSpanOf(telemetry, order, "shipped");
  expect(platformsOf([sender, invocation, record])).toEqual([from.platform, to.platform, to.platform]);
  expect([sender.kind, record.kind]).toEqual(["producer", "consumer"]);
  const relate = createRelate(telemetry, { sender, invocation, record });
  return { invocation: relate(invocation), record: relate(record) };
}

/** The span of an order that came by request, seen from the span that sent it: the call's own. */
export function describeCall(telemetry: Telemetry, { order, from, to, client }: CallTrial): Relations {
  const sender =
    client === "a queue"
      ? findSender(telemetry, `send ${order}`)
      : findChild(telemetry, findSender(telemetry, `call ${order}`));
  const invocation = findSpanOf(telemetry, order, "called");
  expect(platformsOf([sender, invocation])).toEqual([from.platform, to.platform]);
  expect([sender.kind, invocation.kind]).toEqual([client === "a queue" ? "producer" : "client", "server"]);
  return createRelate(telemetry, { sender })(invocation);
}

interface SpanId {
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
}

const keyOf = ({ traceId, spanId }: SpanId): string => `${traceId} ${spanId}`;

function createRelate(telemetry: Telemetry, known: Readonly<Record<string, Span>> & { readonly sender: Span }) {
  const names = new Map(Object.entries(known).map(([name, span]) => [keyOf(span), name]));
  const nameOf = (context: SpanId): string => {
    const isReceived = telemetry.spans.some((span) => keyOf(span) === keyOf(context));
    return names.get(keyOf(context)) ?? (isReceived ? "another span" : "the platform's");
  };
  return ({ traceId, parentSpanId, links }: Span): Relations => ({
    trace: traceId === known.sender.traceId ? "sender's" : "own",
    parent: parentSpanId === undefined ? undefined : nameOf({ traceId, spanId: parentSpanId }),
    links: links.map(nameOf).toSorted(),
  });
}

/** A span that the producer's handler made, inside of its invocation. */
function findSender({ spans }: Telemetry, name: string): Span {
  const sender = only(spans.filter((span) => span.name === name));
  const invocation = only(spans.filter(({ spanId }) => spanId === sender.parentSpanId));
  expect([invocation.kind, invocation.traceId]).toEqual(["server", sender.traceId]);
  return sender;
}

const findChild = ({ spans }: Telemetry, parent: Span): Span =>
  only(spans.filter(({ traceId, parentSpanId }) => keyOf({ traceId, spanId: parentSpanId }) === keyOf(parent)));

/** The span in which a line about this order was written. */
function findSpanOf({ spans, logRecords }: Telemetry, order: string, body: string): Span {
  const line = only(logRecords.filter((one) => one.body === body && one.attributes.order === order));
  return only(spans.filter((span) => keyOf(span) === keyOf(line)));
}

const platformsOf = (spans: readonly Span[]): unknown[] =>
  spans.map(({ resource }) => resource.attributes["cloud.platform"]);

function only<Item>(items: readonly Item[]): Item {
  expect(items).toHaveLength(1);
  return items[0] as Item;
}
