/** What a comparison says of a limit: kept, broken, or not known. */
export type Verdict = "pass" | "fail" | "inconclusive";

/** The verdict of several checks: "fail" where one fails, "pass" where all pass; of none, "inconclusive". */
export function combineVerdicts(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("fail")) return "fail";
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === "pass") ? "pass" : "inconclusive";
}
