import { placements } from "./placements.ts";
import type { Samples } from "./quantile.ts";
import { sortSamples } from "./quantile.ts";

/**
 * The probability that a random candidate value is larger than a random baseline value, ties counted half: P(slower) where
 * they are durations. 0.5 says that there is no tendency. Also called the common language effect size.
 *
 * @returns NaN where one side has no samples
 */
export function probabilityLarger(baseline: Samples, candidate: Samples): number {
  const shares = placements(sortSamples(candidate), sortSamples(baseline));
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/**
 * Cliff's delta: P(candidate larger) - P(candidate smaller), from -1 to 1; 0 says that there is no tendency. By the usual
 * words less than 0.147 is negligible, less than 0.33 small, less than 0.474 medium (Romano et al., 2006).
 */
export function cliffsDelta(baseline: Samples, candidate: Samples): number {
  return 2 * probabilityLarger(baseline, candidate) - 1;
}
