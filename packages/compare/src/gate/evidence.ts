import { describeSeries } from "../compare/measured.ts";
import type { Comparable } from "../compare/ratios.ts";
import type { Group, Rate } from "../compare/types.ts";
import type { Estimate } from "../statistics/estimate.ts";
import { newcombeDifference } from "../statistics/newcombe.ts";
import { estimateQuantile } from "../statistics/quantile-estimate.ts";
import { estimateRatio } from "../statistics/ratio.ts";
import { estimateShift } from "../statistics/shift.ts";
import { wilsonInterval } from "../statistics/wilson.ts";
import type { GateCheck } from "./types.ts";

/** What is known of what a check asks. */
export interface Evidence {
  /** Samples on the side that has fewer. */
  readonly n: number;
  readonly limit: number;
  /** `value` and `limit` are of this. */
  readonly unit: "ratio" | "share" | "ms" | "usd";
  /** The value with its interval of a level; nothing where the data has no such value. */
  value(level: number): Estimate | undefined;
}

/** What a gate judges. */
export interface Judged {
  readonly groups: readonly Group[];
  readonly series: readonly Comparable[];
}

const PROBABILITIES = { duration_p50: 0.5, duration_p95: 0.95, duration_p99: 0.99 } as const;

const RATES = {
  error_rate: ({ errors }: Group) => errors,
  timeout_rate: ({ timeouts }: Group) => timeouts,
  throttle_rate: ({ client }: Group) => client?.throttles,
  cold_rate: ({ cold }: Group) => cold,
} as const;

/** Gathers what a check needs of one group, and of its baseline where it has one. */
export function gather(check: GateCheck, group: Group, baseline: Group | undefined, judged: Judged): Evidence {
  const { metric, tolerance = 0, max = 0 } = check;
  if (metric === "ratio" || metric === "cold_ratio") return gatherRatio(check, group, baseline, judged);
  if (metric in PROBABILITIES) return gatherQuantile(check, group, baseline, judged);
  if (metric in RATES) return gatherRate(check, group, baseline);
  if (metric === "cold_overhead") {
    const find = (own: Group) => overhead(own, judged.series, check);
    const [own, other] = [find(group), baseline && find(baseline)];
    const limit = other === undefined ? max : (other.value(0.95)?.estimate ?? Number.NaN) * (1 + tolerance);
    return { ...own, limit, unit: "ms" };
  }
  const cost = ({ cost }: Group): Estimate | undefined =>
    cost && { estimate: (cost.perMillion.low + cost.perMillion.high) / 2, interval: cost.perMillion };
  const limit = baseline === undefined ? max : (cost(baseline)?.interval?.high ?? Number.NaN) * (1 + tolerance);
  return { n: group.invocations, limit, unit: "usd", value: () => cost(group) };
}

function seriesOf(check: GateCheck, group: Group | undefined, { series }: Judged, start = check.start) {
  const found = series.find((own) => own.group === group?.id && own.layer === check.layer && own.temperature === start);
  return found && found.measured.values.length > 0 ? describeSeries(found.measured).series : undefined;
}

function gatherRatio(check: GateCheck, group: Group, baseline: Group | undefined, judged: Judged): Evidence {
  const [own, other] = [seriesOf(check, group, judged), seriesOf(check, baseline, judged)];
  return {
    n: Math.min(own?.values.length ?? 0, other?.values.length ?? 0),
    limit: 1 + (check.tolerance ?? 0),
    unit: "ratio",
    value: (level) => own && other && estimateRatio(other, own, { level }),
  };
}

/** With a baseline: the ratio of the two percentiles, its interval from the outer ends of both. */
function gatherQuantile(check: GateCheck, group: Group, baseline: Group | undefined, judged: Judged): Evidence {
  const probability = PROBABILITIES[check.metric as keyof typeof PROBABILITIES];
  const [own, other] = [seriesOf(check, group, judged), seriesOf(check, baseline, judged)];
  const n = own?.values.length ?? 0;
  if (baseline === undefined) {
    const value = (level: number) => own && estimateQuantile(own, probability, { level });
    return { n, limit: check.max ?? 0, unit: "ms", value };
  }
  return {
    n: Math.min(n, other?.values.length ?? 0),
    limit: 1 + (check.tolerance ?? 0),
    unit: "ratio",
    value(level) {
      if (own === undefined || other === undefined) return undefined;
      const [of, from] = [
        estimateQuantile(own, probability, { level }),
        estimateQuantile(other, probability, { level }),
      ];
      const estimate = of.estimate / from.estimate;
      if (of.interval === undefined) return { estimate, missing: of.missing };
      if (from.interval === undefined) return { estimate, missing: from.missing };
      const interval = { low: of.interval.low / from.interval.high, high: of.interval.high / from.interval.low };
      return { estimate, interval };
    },
  };
}

/** With a baseline: the difference of the two rates. */
function gatherRate(check: GateCheck, group: Group, baseline: Group | undefined): Evidence {
  const read = RATES[check.metric as keyof typeof RATES];
  const [own, other] = [read(group), baseline && read(baseline)];
  const toProportion = ({ count, of }: Rate) => ({ events: count, trials: of });
  if (baseline === undefined) {
    return {
      n: own?.of ?? 0,
      limit: check.max ?? 0,
      unit: "share",
      value: (level) =>
        own && own.of > 0
          ? { estimate: own.count / own.of, interval: wilsonInterval(toProportion(own), { level }) }
          : undefined,
    };
  }
  return {
    n: Math.min(own?.of ?? 0, other?.of ?? 0),
    limit: check.tolerance ?? 0,
    unit: "share",
    value: (level) => own && other && newcombeDifference(toProportion(other), toProportion(own), { level }),
  };
}

function overhead(group: Group, series: readonly Comparable[], check: GateCheck): Pick<Evidence, "n" | "value"> {
  const judged = { groups: [], series };
  const [cold, warm] = [seriesOf(check, group, judged, "cold"), seriesOf(check, group, judged, "warm")];
  return {
    n: Math.min(cold?.values.length ?? 0, warm?.values.length ?? 0),
    value: (level) => cold && warm && estimateShift(warm, cold, { level }),
  };
}
