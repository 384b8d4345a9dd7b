import type { LogRecord, Span } from "@isobar/otlp";
import { expect } from "vitest";
import type { Telemetry, Trial } from "./run.ts";

/** A span by where it stands: its own trace or its sender's, and what it is below of and linked to. */
export interface Relations {
  readonly trace: "own" | "sender's";
  readonly parent: string | undefined;
  readonly links: readonly string[];
}

/** The spans that the consumer's cloud made of an order, seen from the span that sent it. */
export function describeRelations(telemetry: Telemetry, trial: Trial): { invocation: Relations; record: Relations } {
  const { order, from, to } = trial;
  const sender = only(telemetry.spans.filter(({ name }) => name === `send ${order}`));
  const producer = only(telemetry.spans.filter(({ spanId }) => spanId === sender.parentSpanId));
  const invocation = only(spansOf(telemetry, order, "received"));
  const record = only(spansOf(telemetry, order, "shipped"));
  const platforms = [sender, invocation, record].map(({ resource }) => resource.attributes["cloud.platform"]);
  expect(platforms).toEqual([from.platform, to.platform, to.platform]);
  expect([producer.kind, sender.kind, record.kind]).toEqual(["server", "producer", "consumer"]);

  const named = new Map(Object.entries({ sender, invocation, record }).map(([name, span]) => [keyOf(span), name]));
  const nameOf = (context: SpanId): string => {
    const isReceived = telemetry.spans.some((span) => keyOf(span) === keyOf(context));
    return named.get(keyOf(context)) ?? (isReceived ? "another function's" : "the platform's");
  };
  const relate = ({ traceId, parentSpanId, links }: Span): Relations => ({
    trace: traceId === sender.traceId ? "sender's" : "own",
    parent: parentSpanId === undefined ? undefined : nameOf({ traceId, spanId: parentSpanId }),
    links: links.map(nameOf).toSorted(),
  });
  return { invocation: relate(invocation), record: relate(record) };
}

interface SpanId {
  readonly traceId?: string;
  readonly spanId?: string;
}

const keyOf = ({ traceId, spanId }: SpanId): string => `${traceId} ${spanId}`;

/** The spans in which a line about this order was written. */
function spansOf({ spans, logRecords }: Telemetry, order: string, body: string): Span[] {
  const isIts = (line: LogRecord): boolean => line.body === body && line.attributes.order === order;
  const lines = logRecords.filter(isIts);
  return lines.flatMap((line) => spans.filter((span) => keyOf(span) === keyOf(line)));
}

function only<Item>(items: readonly Item[]): Item {
  expect(items).toHaveLength(1);
  return items[0] as Item;
}
