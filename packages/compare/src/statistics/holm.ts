/**
 * Holm's step-down adjustment of p-values ("A Simple Sequentially Rejective Multiple Test Procedure", 1979): with several
 * checks the chance that any of them is wrong stays below the level of one, however they depend on each other.
 *
 * @returns the adjusted p-values in the order of the given ones, each at most 1
 */
export function holm(chances: readonly number[]): number[] {
  const order = chances.map((_, index) => index).sort((a, b) => (chances[a] as number) - (chances[b] as number));
  const adjusted: number[] = new Array(chances.length);
  let largest = 0;
  for (const [step, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (chances[index] as number) * (chances.length - step)));
    adjusted[index] = largest;
  }
  return adjusted;
}
