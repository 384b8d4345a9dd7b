export { isMeant, latencyOf } from "./bench/measured.ts";
export { type Run, RunError, readRun } from "./bench/read-run.ts";
export type { Call } from "./bench/send.ts";
export { readServerTiming, readStamp, type ServerTimingEntry } from "./bench/stamp.ts";
export type { TargetSummary } from "./bench/summary.ts";
export { parseTarget, publicUrl, type TargetSpec } from "./bench/target.ts";
export {
  type ClientRecord,
  type EndReason,
  type Pattern,
  type RequestOutcome,
  type RequestStamp,
  RUN_VERSION,
  type RunInfo,
  type RunOptions,
  type RunTarget,
} from "./bench/types.ts";
export type { CheckOutcome, GateMetric, GateOutcome } from "./compare/gate-types.ts";
export type { Threat, ThreatKind } from "./compare/threat-types.ts";
export {
  type Block,
  type Breakdown,
  type ClientView,
  COMPARISON_VERSION,
  type ColdStart,
  type Comparison,
  type Distribution,
  type Group,
  type GroupCost,
  type InvocationReference,
  type Layer,
  type Proportion,
  type Ratio,
  type Reading,
  type Reproduction,
  type SourceInfo,
  type Temperature,
} from "./compare/types.ts";
export type { Estimate, Missing } from "./statistics/estimate.ts";
export { holm } from "./statistics/holm.ts";
export type { Interval, IntervalOptions } from "./statistics/interval.ts";
export { intraClassCorrelation } from "./statistics/intra-class-correlation.ts";
export { type Check, type Gate, type Judgement, judge } from "./statistics/judge.ts";
export { newcombeDifference } from "./statistics/newcombe.ts";
export { orderStatisticInterval, samplesForQuantile } from "./statistics/order-statistics.ts";
export { cliffsDelta, probabilityLarger } from "./statistics/probability-larger.ts";
export { quantileOfSorted, type Samples, sortSamples } from "./statistics/quantile.ts";
export { estimateQuantile } from "./statistics/quantile-estimate.ts";
export { estimateRatio } from "./statistics/ratio.ts";
export { relativeWidth } from "./statistics/relative-width.ts";
export { ruleOfThree } from "./statistics/rule-of-three.ts";
export type { Series } from "./statistics/series.ts";
export { estimateShift } from "./statistics/shift.ts";
export { type Starts, splitStarts } from "./statistics/split-starts.ts";
export { combineVerdicts, type Verdict, verdictOf } from "./statistics/verdict.ts";
export { type EventCount, wilsonInterval } from "./statistics/wilson.ts";
export type { StoredLog, StoredSpan, StoredTrace } from "./store/types.ts";
