import type { OutputLine } from "@isobar/local";
import { type LogRecord, type Metric, type Span, startReceiver } from "@isobar/otlp";
import { startCalled } from "./called.ts";
import type { Cloud } from "./clouds.ts";
import { type HttpAnswer, order } from "./request.ts";

/** The trace context that a message's sender put into it. */
export const SENDER = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

/** Answers that the handler itself gives, and what is thrown with the type it should have on every cloud. */
export const returned = [
  { scenario: "ok", status: 200, errorType: undefined },
  { scenario: "missing", status: 404, errorType: undefined },
  { scenario: "unavailable", status: 503, errorType: "503" },
] as const;
export const thrown = [
  { scenario: "custom-error", errorType: "PaymentError" },
  { scenario: "type-error", errorType: "TypeError" },
  { scenario: "string", errorType: "string" },
] as const;
export const messages = [
  { scenario: "ok", errorType: undefined },
  { scenario: "custom-error", errorType: "PaymentError" },
] as const;

/** What one cloud did with the same requests and messages, and what arrived of it. */
export interface Evidence {
  readonly cloud: Cloud;
  readonly answers: ReadonlyMap<string, HttpAnswer>;
  readonly spans: readonly Span[];
  readonly logRecords: readonly LogRecord[];
  readonly metrics: readonly Metric[];
  readonly lines: readonly OutputLine[];
  readonly coldStarts: number;
  /** The path that the caller asked for. */
  path(scenario: string): string;
  /** The span of the HTTP request with that scenario. */
  httpSpan(scenario: string): Span;
  /** The span of the message with that scenario. */
  queueSpan(scenario: string): Span;
}

/** Sends each cloud the same requests and messages, one after the other, and collects what arrives. */
export async function runBusiness(cloud: Cloud): Promise<Evidence> {
  const receiver = await startReceiver();
  const called = await startCalled();
  // On a busy machine an instance may not be free again in time; a second one would be a second cold start.
  const running = await cloud.start({ maxInstances: 1, env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
  const calledUrl = called.url;
  const answers = new Map<string, HttpAnswer>();
  const path = (scenario: string): string => `${new URL(running.url).pathname.replace(/\/$/, "")}/orders/${scenario}`;
  try {
    for (const { scenario } of [...returned, ...thrown]) {
      answers.set(scenario, await order(`${running.url}/orders/${scenario}?page=1`, { scenario, calledUrl }));
    }
    // The first message finds a new instance or not, as the platform has it; those after it are alike.
    await running.sendMessage({ id: "first", order: { scenario: "ok" } });
    for (const { scenario } of messages) {
      const traceparent = `00-${SENDER.traceId}-${SENDER.spanId}-01`;
      await running.sendMessage({ id: scenario, order: { scenario }, properties: { traceparent } });
    }
  } finally {
    await running.stop();
    await receiver.stop();
    await called.stop();
  }
  const find = (name: string, value: string): Span => {
    const found = receiver.spans.filter(({ attributes }) => attributes[name] === value);
    if (found[0] === undefined || found.length > 1) {
      throw new Error(`${cloud.platform}: ${found.length} spans with ${name}=${value}`);
    }
    return found[0];
  };
  return {
    cloud,
    answers,
    spans: receiver.spans,
    logRecords: receiver.logRecords,
    metrics: receiver.metrics,
    lines: running.lines,
    coldStarts: [...new Set([running.http, running.queue])].reduce(
      (sum, platform) => sum + platform.counts().coldStarts,
      0,
    ),
    path,
    httpSpan: (scenario) => find("url.path", path(scenario)),
    queueSpan: (scenario) => find("messaging.message.id", scenario),
  };
}
