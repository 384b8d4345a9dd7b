/**
 * The rate that is ruled out, with 95 % confidence, by trials without a single event: 3 / n, for 1 - 0.05^(1/n). Zero errors
 * in 200 invocations still leave room for 1.5 %.
 */
export function ruleOfThree(trials: number): number {
  return Math.min(1, 3 / trials);
}
