import { incompleteBeta } from "./incomplete-beta.ts";

/** The probability of at most `successes` in `trials` independent trials of the given probability. */
export function binomialCdf(successes: number, trials: number, probability: number): number {
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  return incompleteBeta(1 - probability, trials - successes, successes + 1);
}
