import { type Context, createContextKey } from "@opentelemetry/api";

/** The key under which instrumentations and SDKs of OpenTelemetry say it to each other: it is the same symbol in all. */
const KEY = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

/** A context in which nothing is traced. */
export function suppressTracing(context: Context): Context {
  return context.setValue(KEY, true);
}

/** Whether nothing is to be traced in this context. */
export function isTracingSuppressed(context: Context): boolean {
  return context.getValue(KEY) === true;
}
