import { BIN_RATIO, type BinRow } from "../store/types.ts";

/** Samples that were counted in bins, ascending. */
export interface Binned {
  readonly count: number;
  /** The sample of a rank, from 1 to `count`: the middle of its bin. */
  at(rank: number): number;
}

/** How far a value may be from the middle of its bin. */
export const BIN_ERROR = Math.sqrt(BIN_RATIO) - 1;

/** Reads bins as what they were made of. Bins of several stores may come in any order, and more than once. */
export function createBinned(rows: readonly Pick<BinRow, "bin" | "count">[]): Binned {
  const counts = new Map<number, number>();
  for (const { bin, count } of rows) counts.set(bin, (counts.get(bin) ?? 0) + count);
  const bins = [...counts.keys()].sort((a, b) => a - b);
  let total = 0;
  const upTo = bins.map((bin) => {
    total += counts.get(bin) ?? 0;
    return total;
  });
  return {
    count: total,
    at(rank) {
      let low = 0;
      let high = bins.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((upTo[middle] as number) >= rank) high = middle;
        else low = middle + 1;
      }
      return BIN_RATIO ** (bins[low] as number);
    },
  };
}

/** A quantile of type 7, as of raw samples. */
export function quantileOfBinned(binned: Binned, probability: number): number {
  const position = (binned.count - 1) * probability;
  const below = binned.at(Math.floor(position) + 1);
  return below + (binned.at(Math.ceil(position) + 1) - below) * (position - Math.floor(position));
}
