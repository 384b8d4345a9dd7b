import { type Context, diag } from "@opentelemetry/api";
import { readErrorType } from "../../errors.ts";
import type { SpanProcessor } from "./model.ts";
import type { RecordedSpan } from "./span.ts";

/**
 * Tells processors of a span, in their order. One that fails is no reason for the function to fail, nor for the
 * others not to be told.
 *
 * @param moment - the context that it began in, or what becomes of it
 */
export function tell(
  processors: readonly SpanProcessor[],
  span: RecordedSpan,
  moment: Context | "ending" | "ended",
): void {
  for (const processor of processors) {
    try {
      if (moment === "ended") processor.onEnd(span);
      else if (moment === "ending") processor.onEnding?.(span);
      else processor.onStart(span, moment);
    } catch (error) {
      diag.error(`isobar: a span processor failed (${readErrorType(error)})`);
    }
  }
}
