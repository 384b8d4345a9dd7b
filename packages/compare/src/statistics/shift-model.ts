import type { Estimate } from "./estimate.ts";
import { hasEnoughInstances } from "./instances.ts";
import { mannWhitneyRank } from "./mann-whitney.ts";
import { meanVariance } from "./mean-variance.ts";
import { medianDifference, selectDifference } from "./pairwise-differences.ts";
import { placements } from "./placements.ts";
import type { SortedSeries } from "./series.ts";
import { studentTQuantile } from "./student-t.ts";

/** What is known of how far one series lies above another one. */
export interface ShiftModel {
  readonly baseline: Float64Array;
  readonly candidate: Float64Array;
  /** The median of all differences between a candidate and a baseline value: Hodges and Lehmann's estimate. */
  readonly estimate: number;
  /** The standard error of the share of pairs with the larger value on the candidate's side, at that shift. */
  readonly standardError: number;
  /** The degrees of freedom of the standard error. */
  readonly degrees: number;
  /** Whether samples of one instance were taken as dependent. */
  readonly isClustered: boolean;
  readonly hasEnoughInstances: boolean;
}

/**
 * Fits the shift between two series. The standard error comes from placements, each sample's share of the other side below
 * it, after the estimated shift is taken out (Brunner and Munzel, "The Nonparametric Behrens-Fisher Problem", 2000), summed
 * up by instance (Obuchowski, "Nonparametric Analysis of Clustered ROC Curve Data", 1997). So neither has the spread of
 * both sides to be the same, which Mann and Whitney's own variance takes for granted, nor have the samples of one instance
 * to be independent.
 */
export function fitShift(baseline: SortedSeries, candidate: SortedSeries): ShiftModel {
  const [from, of] = [baseline.values, candidate.values];
  const shared = {
    baseline: from,
    candidate: of,
    isClustered: baseline.instances !== undefined || candidate.instances !== undefined,
    hasEnoughInstances: hasEnoughInstances(baseline) && hasEnoughInstances(candidate),
  };
  if (from.length === 0 || of.length === 0) return { ...shared, estimate: Number.NaN, standardError: 0, degrees: 1 };
  const estimate = medianDifference(from, of);
  const own = meanVariance(placements(from, of, -estimate), baseline);
  const other = meanVariance(placements(of, from, estimate), candidate);
  const variance = own.variance + other.variance;
  // Satterthwaite's approximation; where nothing varies there is nothing to divide.
  const degrees = variance ** 2 / (own.variance ** 2 / own.degrees + other.variance ** 2 / other.degrees);
  return { ...shared, estimate, standardError: Math.sqrt(variance), degrees: Number.isFinite(degrees) ? degrees : 1 };
}

/**
 * The shift and its interval after Moses: from the k-th smallest to the k-th largest of all differences, where k is the
 * smaller one of Mann and Whitney's rank, which is exact for independent samples of one shape, and the rank by the
 * standard error.
 */
export function shiftEstimate(model: ShiftModel, level: number): Estimate {
  const { baseline, candidate, estimate } = model;
  const pairs = baseline.length * candidate.length;
  const tail = (1 - level) / 2;
  const exact = pairs === 0 ? 0 : mannWhitneyRank(tail, baseline.length, candidate.length);
  // A single sample says nothing of how its side spreads.
  if (exact < 1 || Math.min(baseline.length, candidate.length) < 2) return { estimate, missing: "too few samples" };
  if (!model.hasEnoughInstances) return { estimate, missing: "too few instances" };
  const reach = -studentTQuantile(tail, model.degrees) * model.standardError;
  const rank = Math.min(exact, Math.floor(pairs * (0.5 - reach)));
  // Independent samples whose sides differ in spread need a few more than Mann and Whitney's rank asks for.
  if (rank < 1) return { estimate, missing: model.isClustered ? "too few instances" : "too few samples" };
  return {
    estimate,
    interval: {
      low: selectDifference(baseline, candidate, rank),
      high: selectDifference(baseline, candidate, pairs + 1 - rank),
    },
  };
}
