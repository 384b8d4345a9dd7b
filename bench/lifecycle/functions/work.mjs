import { trace } from "@opentelemetry/api";

const NO_TRACE = "0".repeat(32);

/** What the function answers: its trace's id, or as many zeros. */
export function answer() {
  return trace.getActiveSpan()?.spanContext().traceId ?? NO_TRACE;
}
