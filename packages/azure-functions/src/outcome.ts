import type { Invocation, Outcome, Settled } from "@isobar/core";
import { httpOutcome, readObject } from "@isobar/core/describe";

/**
 * What the Functions host makes of a result. What it makes of a thrown error, the function does not see; a batch of
 * messages succeeds or fails as a whole.
 */
export function describeOutcome(settled: Settled<unknown>, invocation: Invocation): Outcome {
  if ("error" in settled || invocation.trigger !== "http") return {};
  try {
    return httpOutcome(readStatus(settled.result));
  } catch {
    // A result with getters that throw is the host's to judge.
    return {};
  }
}

/**
 * The status of an `HttpResponse` or `HttpResponseInit`; an object without one is a 200. Undefined where the host
 * decides, because a made-up value would be worse than none: for nothing returned (204 in current hosts, 200 in older
 * ones), and for what the library refuses after the handler has ended (no object, no valid status; a 500 then).
 */
function readStatus(result: unknown): number | undefined {
  const response = readObject(result);
  if (response === undefined) return undefined;
  const { status } = response;
  if (status === undefined) return 200;
  if (typeof status !== "number" && typeof status !== "string") return undefined;
  const number = Number(status);
  return Number.isInteger(number) && number >= 200 && number <= 599 ? number : undefined;
}
