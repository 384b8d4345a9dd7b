import { RuntimeError } from "./errors.ts";

const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");
const RESPONSE = "response";

/** Marks a handler as one that streams its response; the function itself is returned. */
export function markStreaming<Handler extends object>(
  handler: Handler,
  options?: { readonly highWaterMark?: unknown },
): Handler {
  Reflect.set(handler, STREAMING, RESPONSE);
  const mark = options?.highWaterMark;
  if (typeof mark === "number") Reflect.set(handler, HIGH_WATER_MARK, Math.trunc(mark));
  return handler;
}

/**
 * How a handler was marked; undefined where it was not.
 *
 * @throws RuntimeError where the mark has a meaning that the runtime does not know
 */
export function readStreamingMark(handler: object): { readonly highWaterMark: number | undefined } | undefined {
  const mark: unknown = Reflect.get(handler, STREAMING);
  if (mark === undefined) return undefined;
  if (mark !== RESPONSE) throw new RuntimeError("MalformedStreamingHandler", "Only response streaming is supported.");
  const bytes: unknown = Reflect.get(handler, HIGH_WATER_MARK);
  return { highWaterMark: typeof bytes === "number" && Number.isFinite(bytes) ? bytes : undefined };
}
