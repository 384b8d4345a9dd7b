import type { Signal } from "../config/otlp.ts";
import type { Sent } from "../export-source.ts";
import type { LossCounter } from "./losses.ts";
import type { SendEnd } from "./send.ts";

/** Records of one signal that were sent together. */
export interface Batch {
  readonly signal: Signal;
  readonly count: number;
  /**
   * What it means to send them again where the backend may have them: two of a kind are known by their ids and
   * `counted`, say the same again (`harmless`), or would be wrong, so that there is no second time (`never`).
   */
  readonly repetition: "counted" | "harmless" | "never";
}

/**
 * Counts what the end of a sending means for what was sent.
 *
 * @returns how it ended where these records are to be sent again; undefined where they are done with
 */
export function settle(end: SendEnd, { signal, count, repetition }: Batch, losses: LossCounter): Sent | undefined {
  if (end.repeated && repetition === "counted") losses.possiblyDuplicated(signal, count);
  switch (end.kind) {
    case "sent":
      if (end.rejected !== undefined) losses.dropped(signal, "refused", Math.min(end.rejected, count));
      return undefined;
    case "refused":
      losses.dropped(signal, "refused", count);
      return undefined;
    case "unclear":
      if (repetition === "counted") losses.possiblyDuplicated(signal, count);
      if (repetition === "never") losses.possiblyLost(signal, count);
      return repetition === "never" ? undefined : { isSent: false };
    case "retry":
      return { isSent: false, afterMillis: end.afterMillis };
  }
}
