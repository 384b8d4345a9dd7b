import { randomBytes } from "node:crypto";

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

/**
 * The trace headers of a request behind Google's front end: it keeps the trace id of the caller or begins a trace, has
 * a span of its own, and samples at most one request in ten seconds, so that what arrives says "not sampled".
 *
 * @param received - the caller's `traceparent`
 * @returns names and values in turn
 * @see https://cloud.google.com/trace/docs/trace-context
 */
export function frontEndTraceHeaders(received: string | readonly string[] | undefined): string[] {
  const sent = typeof received === "string" ? TRACEPARENT.exec(received)?.[1] : undefined;
  const traceId = sent ?? randomBytes(16).toString("hex");
  const spanId = randomBytes(8).toString("hex");
  const decimal = BigInt(`0x${spanId}`).toString();
  return ["traceparent", `00-${traceId}-${spanId}-00`, "x-cloud-trace-context", `${traceId}/${decimal};o=0`];
}
