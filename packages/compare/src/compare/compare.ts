import type { CostOptions } from "../cost/estimate-cost.ts";
import { describePriceAge } from "../cost/price-age.ts";
import type { Prices } from "../cost/prices.ts";
import { SHIPPED_PRICES } from "../cost/shipped-prices.ts";
import { calibrate } from "../gate/calibrate.ts";
import { judgeGate } from "../gate/judge-gate.ts";
import type { Gate } from "../gate/types.ts";
import { InputError } from "../input-error.ts";
import type { Sources } from "../sources/open-sources.ts";
import { DEFAULT_LEVEL } from "../statistics/interval.ts";
import type { CountRow, Selection } from "../store/types.ts";
import { latenciesOf, withClient } from "./client-view.ts";
import { type Collected, type CollectedGroup, collect } from "./collect.ts";
import { describeGroup, durationsOf } from "./group.ts";
import { priceGroup } from "./group-cost.ts";
import { createIsDiscarded, type JoinedClient, joinClient } from "./join-client.ts";
import { describeMethod } from "./method.ts";
import { type Comparable, describeRatios } from "./ratios.ts";
import { describeReferences } from "./references.ts";
import { findRunThreats } from "./run-threats.ts";
import type { Threat } from "./threat-types.ts";
import { findThreats } from "./threats.ts";
import { COMPARISON_VERSION, type Comparison, type Group, type Reading } from "./types.ts";

/** What to compare, and how. */
export interface CompareOptions extends Partial<Selection> {
  /** Id of the group that the others are compared with. @default the first by its name */
  readonly baseline?: string;
  /** Checks to judge. */
  readonly gate?: Gate;
  /** Whether to compare each group with itself, and to propose what a gate should tolerate. @default false */
  readonly calibrate?: boolean;
  /** Of all intervals. @default 0.95 */
  readonly level?: number;
  /** The most invocations that are read one by one, of all groups together. @default 120000 */
  readonly mostSamples?: number;
  /** How to price. */
  readonly cost?: CostOptions;
  /** As whoever called would call it again, without credentials. */
  readonly command?: string;
  /** @default now */
  readonly createdAt?: Date;
}

const DEFAULT_BY = ["cloud"];
const MOST_GROUPS = 40;
const MOST_SAMPLES = 120_000;

/** What is known of each group before groups are compared. */
export interface Prepared {
  readonly selection: Selection;
  readonly level: number;
  readonly collected: Collected;
  readonly client: JoinedClient;
  /** The baseline first, the others by their ids. */
  readonly described: readonly { readonly id: string; readonly collected: CollectedGroup; readonly group: Group }[];
}

/**
 * Reads groups of invocations, and what clients saw of them.
 * @throws InputError where there are none, or a name is wrong (rejects)
 */
export async function prepare(sources: Sources, options: CompareOptions): Promise<Prepared> {
  const { by = DEFAULT_BY, level = DEFAULT_LEVEL, where, since, until } = options;
  const selection: Selection = {
    by,
    ...(where !== undefined && { where }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
  const collected = await collect(sources.stores, selection, {
    mostGroups: MOST_GROUPS,
    mostSamples: options.mostSamples ?? MOST_SAMPLES,
    needsIds: sources.runs.length > 0,
    isDiscarded: createIsDiscarded(sources.runs),
  });
  if (collected.groups.length === 0) throw new InputError(nothingFound(collected, selection));
  const named = nameGroups(collected.groups);
  const baseline = findBaseline(
    named.map(({ id }) => id),
    options.baseline,
  );
  const ordered = [...named.filter(({ id }) => id === baseline), ...named.filter(({ id }) => id !== baseline)];
  const client = joinClient(
    sources.runs,
    ordered.map(({ id, collected: { samples } }) => ({ id, samples })),
  );
  const described = ordered.map((own) => {
    const alone = describeGroup(own.collected, { id: own.id, by, level, memory: collected.memory });
    const group = withClient(alone, client.byGroup.get(own.id), level);
    const { samples, share } = own.collected;
    const priced = { group, samples, share, requests: client.byGroup.get(own.id) ?? [] };
    const cost = priceGroup(priced, options.cost ?? {});
    return { ...own, group: { ...group, ...(cost !== undefined && { cost }) } };
  });
  return { selection, level, collected, client, described };
}

/**
 * Compares groups of invocations.
 * @throws InputError where there are none, or a name is wrong (rejects)
 */
export async function compare(sources: Sources, options: CompareOptions = {}): Promise<Comparison> {
  const { selection, level, collected, client, described } = await prepare(sources, options);
  const groups = described.map(({ group }) => group);
  const baseline = groups[0]?.id ?? "";
  const createdAt = options.createdAt ?? new Date();
  const series = described.flatMap(({ id, collected: { samples } }) =>
    (["warm", "cold"] as const).flatMap((temperature): Comparable[] => [
      { group: id, layer: "function", temperature, measured: durationsOf(samples, temperature) },
      { group: id, layer: "client", temperature, measured: latenciesOf(client.byGroup.get(id) ?? [], temperature) },
    ]),
  );
  const withoutThreats = {
    version: COMPARISON_VERSION,
    createdAt: createdAt.toISOString(),
    sources: sources.infos,
    reading: describeReading(collected, sources.broken.length),
    by: selection.by,
    ...(selection.where !== undefined && { where: selection.where }),
    baseline,
    level,
    groups,
    ...(options.gate !== undefined && { gate: judgeGate(options.gate, { groups, series }, { baseline, level }) }),
    ...(options.calibrate === true && { calibration: calibrate(series, level) }),
    ratios: describeRatios(series, baseline, level),
    ...(await describeReferences(sources.stores, selection, described)),
    reproduce: { ...(options.command !== undefined && { command: options.command }), method: describeMethod(level) },
  } as const;
  return {
    ...withoutThreats,
    threats: [
      ...findThreats(described, withoutThreats),
      ...findRunThreats(sources.runs, withoutThreats, client.unattributed),
      ...oldPrices(groups, options.cost?.prices ?? SHIPPED_PRICES, createdAt),
    ],
  };
}

/** Only where something was priced. */
function oldPrices(groups: readonly Group[], prices: Prices, now: Date): Threat[] {
  const { isStale, retrieved, days } = describePriceAge(prices, now.getTime());
  if (!isStale || groups.every(({ cost }) => cost === undefined)) return [];
  const text = `The prices are of ${retrieved}, ${days} days ago: look them up before concluding anything from costs.`;
  return [{ kind: "old-prices", groups: [], text }];
}

/** Ids are the values side by side; where that makes two the same, the values are written out. */
function nameGroups(groups: readonly CollectedGroup[]): { id: string; collected: CollectedGroup }[] {
  const plain = groups.map(({ key }) => key.map((value) => value || "unknown").join(" ") || "all");
  return groups
    .map((collected, index) => {
      const id = plain[index] ?? "";
      return { id: plain.indexOf(id) === plain.lastIndexOf(id) ? id : JSON.stringify(collected.key), collected };
    })
    .sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
}

function findBaseline(ids: readonly string[], wanted: string | undefined): string {
  if (wanted === undefined) return ids[0] ?? "";
  if (ids.includes(wanted)) return wanted;
  throw new InputError(`there is no group "${wanted}" for a baseline; there are: ${ids.join(", ")}`);
}

function describeReading({ groups, contents }: Collected, brokenLines: number): Reading {
  const rows = groups.flatMap(({ counts }) => counts);
  const sum = (read: (row: CountRow) => number) => rows.reduce((total, row) => total + read(row), 0);
  const invocations = sum((row) => row.invocations);
  const badClocks = sum((row) => row.badClocks);
  const sdks = [...new Set(rows.map(({ sdk }) => sdk || "unknown"))].sort();
  return {
    spans: contents.spans,
    invocations,
    duplicates: contents.duplicates,
    otherSpans: contents.spans - contents.duplicates - invocations,
    badClocks,
    brokenLines,
    sdks: Object.fromEntries(
      sdks.map((sdk) => [sdk, sum((row) => ((row.sdk || "unknown") === sdk ? row.invocations : 0))]),
    ),
    partial: brokenLines + contents.duplicates + badClocks > 0,
  };
}

function nothingFound({ contents }: Collected, { where, since, until }: Selection): string {
  const narrowed = where !== undefined || since !== undefined || until !== undefined;
  const among = narrowed ? " that --where, --since and --until leave" : "";
  if (contents.spans === 0) return `there are no spans${among}`;
  return `${contents.spans} spans, but none${among} is an invocation: a server or consumer span with faas.trigger or faas.invocation.id`;
}
