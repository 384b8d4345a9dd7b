import type { RunOptions } from "./types.ts";

/**
 * What a million requests are taken to cost at most, in USD, where nobody says: 2 GiB for a second at a time on the
 * dearest billing model of the three clouds (Azure Flex Consumption, without free grants), rounded up.
 */
export const USD_PER_MILLION = 60;

const MILLION = 1_000_000;

/**
 * How many requests a budget is enough for, in a run of so many targets, each of which is sent one before the run.
 *
 * @returns Infinity where there is no budget
 */
export function mostRequests(
  { maxUsd, usdPerMillion = USD_PER_MILLION }: Pick<RunOptions, "maxUsd" | "usdPerMillion">,
  targets: number,
): number {
  if (maxUsd === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, Math.floor((maxUsd * MILLION) / usdPerMillion) - targets);
}

/** What a run costs at most, in USD: all of its requests, and the one before it to each target. */
export function estimateUsd(
  { invocations, blockSize, maxUsd, usdPerMillion = USD_PER_MILLION }: RunOptions,
  targets: number,
): number {
  const all = ((blockSize + invocations + 1) * targets * usdPerMillion) / MILLION;
  return Math.min(all, maxUsd ?? all);
}
