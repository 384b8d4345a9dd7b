/**
 * For each of the sorted `values`, the share of the sorted `others` that lies below it once `shift` is added to them; an
 * equal one counts half.
 */
export function placements(values: Float64Array, others: Float64Array, shift = 0): Float64Array {
  let below = 0;
  let upTo = 0;
  return values.map((value) => {
    while (below < others.length && (others[below] as number) + shift < value) below += 1;
    while (upTo < others.length && (others[upTo] as number) + shift <= value) upTo += 1;
    return (below + upTo) / 2 / others.length;
  });
}
