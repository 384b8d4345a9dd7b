/**
 * Where the median lies with 95 % confidence, whatever the distribution: between two of the sorted values, whose ranks
 * the binomial distribution says. Of fewer than six values: between the least and the greatest.
 */
export function medianInterval(values: readonly number[]): readonly [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const count = sorted.length;
  let rank = 0;
  // The chance that fewer than `rank + 1` values lie below the median.
  let chance = 0.5 ** count;
  let term = chance;
  while (rank < count / 2) {
    term = (term * (count - rank)) / (rank + 1);
    if (chance + term > 0.025) break;
    chance += term;
    rank += 1;
  }
  return [sorted[rank] ?? Number.NaN, sorted[count - 1 - rank] ?? Number.NaN];
}
