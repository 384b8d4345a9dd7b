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
export type { CheckOutcome, GateMetric, GateOutcome, Verdict } from "./compare/gate-types.ts";
export type { Threat, ThreatKind } from "./compare/threat-types.ts";
export {
  type Block,
  type Breakdown,
  type ClientView,
  COMPARISON_VERSION,
  type ColdStart,
  type Comparison,
  type Distribution,
  type Estimate,
  type Group,
  type GroupCost,
  type Interval,
  type InvocationReference,
  type Layer,
  type Proportion,
  type Ratio,
  type Reading,
  type Reproduction,
  type SourceInfo,
  type Temperature,
} from "./compare/types.ts";
export { quantileOfSorted, type Samples, sortSamples } from "./statistics/quantile.ts";
export type { StoredLog, StoredSpan, StoredTrace } from "./store/types.ts";
