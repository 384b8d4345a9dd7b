export { guessCostModel } from "./bench/budget.ts";
export { isMeant, latencyOf } from "./bench/measured.ts";
export { type Run, RunError, readRun } from "./bench/read-run.ts";
export {
  BenchError,
  type BenchOptions,
  type BenchProgress,
  type BenchResult,
  type BenchTarget,
  expectedSeconds,
  runBench,
} from "./bench/run-bench.ts";
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
export { type CompareOptions, compare } from "./compare/compare.ts";
export { type CompareCostsOptions, type CostComparison, compareCosts, type GroupCosts } from "./compare/costs.ts";
export type { CheckOutcome, GateMetric, GateOutcome } from "./compare/gate-types.ts";
export type { Threat, ThreatKind } from "./compare/threat-types.ts";
export {
  type Block,
  type Breakdown,
  type Calibration,
  type ClientView,
  COMPARISON_VERSION,
  type ColdStart,
  type Comparison,
  type Distribution,
  type Group,
  type InvocationReference,
  type Layer,
  type Rate,
  type Ratio,
  type Reading,
  type Reproduction,
  type SourceInfo,
  type Temperature,
} from "./compare/types.ts";
export { type CostModel, type CostModelKind, formatCostModel } from "./cost/cost-model.ts";
export { type Bill, COST_EXCLUDES, type CostOptions, estimateCost } from "./cost/estimate-cost.ts";
export type { BilledInvocations } from "./cost/invocations.ts";
export { parseCostModel } from "./cost/parse-cost-model.ts";
export { describePriceAge, type PriceAge } from "./cost/price-age.ts";
export type { FreeGrant, FreeGrantName, Origin, Price, PriceName, Prices, Tier } from "./cost/prices.ts";
export { readPrices } from "./cost/read-prices.ts";
export { readPricesFile } from "./cost/read-prices-file.ts";
export { SHIPPED_PRICES } from "./cost/shipped-prices.ts";
export type { BillPart } from "./cost/usage.ts";
export { parseGate, readGate } from "./gate/read-gate.ts";
export type { Gate, GateCheck } from "./gate/types.ts";
export { InputError } from "./input-error.ts";
export { renderCosts } from "./output/costs.ts";
export { describeCommand } from "./output/describe-command.ts";
export { renderJUnit } from "./output/junit.ts";
export { renderMarkdown } from "./output/markdown.ts";
export { type Paint, renderComparison } from "./output/text.ts";
export { readTraces } from "./report/read-traces.ts";
export { renderReport } from "./report/report.ts";
export { type LoadedFile, loadFile } from "./sources/load-file.ts";
export { loadPath, type OpenSourcesOptions, openSources, type Sources } from "./sources/open-sources.ts";
export { parseConditions } from "./sources/parse-conditions.ts";
export { type ReceiveOptions, receiveInto } from "./sources/receive.ts";
export type { Estimate, Missing } from "./statistics/estimate.ts";
export type { Interval, IntervalOptions } from "./statistics/interval.ts";
export { intraClassCorrelation } from "./statistics/intra-class-correlation.ts";
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
export type { Verdict } from "./statistics/verdict.ts";
export { type EventCount, wilsonInterval } from "./statistics/wilson.ts";
export { isStoreAddress, openStore, openWritableStore } from "./store/open-store.ts";
export type { Store, StoredLog, StoredSpan, StoredTrace, WritableStore } from "./store/types.ts";
