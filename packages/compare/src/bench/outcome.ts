import type { RequestOutcome } from "./types.ts";

const TOO_MANY_REQUESTS = 429;

/**
 * What became of a request that was sent. A server-side SDK never sees what the platform refuses; a client sees the
 * status, and by the stamp who gave it.
 *
 * @param status - undefined where no answer came
 * @param isStamped - whether this answer has the stamp
 * @param targetStamps - whether the target's answers have one as a rule
 */
export function classifyAnswer(status: number | undefined, isStamped: boolean, targetStamps: boolean): RequestOutcome {
  if (status === undefined) return "no_answer";
  if (status < 400) return "ok";
  if (isStamped) return "app_error";
  if (!targetStamps) return "unattributed";
  if (status === TOO_MANY_REQUESTS) return "throttled";
  return status >= 500 ? "platform_error" : "refused";
}
