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
