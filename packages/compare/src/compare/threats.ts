import { plural } from "../output/format.ts";
import { estimateRatio } from "../statistics/ratio.ts";
import type { Sample } from "../store/types.ts";
import type { CollectedGroup } from "./collect.ts";
import { durationsOf } from "./group.ts";
import { LEAST_INSTANCES } from "./measured.ts";
import type { Threat } from "./threat-types.ts";
import type { Comparison, Group } from "./types.ts";

/** A group with what it was made of. */
export interface ThreatenedGroup {
  readonly group: Group;
  readonly collected: CollectedGroup;
}

/** A change of the warm median by less than this between the halves of a run is not told. */
const DRIFT = 0.05;
/** From this share of failures on, the durations are of a selection. */
const MANY_ERRORS = 0.05;
/** From this share of overlapping invocations on, they wait for each other. */
const SHARED = 0.05;

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;

/** What the telemetry itself says against a comparison. */
export function findThreats(groups: readonly ThreatenedGroup[], comparison: Omit<Comparison, "threats">): Threat[] {
  return [
    ...unequalMemory(groups.map(({ group }) => group)),
    ...sequential(
      groups.map(({ group }) => group),
      comparison.baseline,
    ),
    ...groups.flatMap(({ group, collected }) => [
      ...mixed(group),
      ...fewSamples(group),
      ...fewInstances(group),
      ...drift(group, collected),
      ...shared(group, collected),
      ...failing(group),
      ...thinned(group, collected),
    ]),
    ...partial(comparison),
  ];
}

function unequalMemory(groups: readonly Group[]): Threat[] {
  const sizes = groups.map(({ facts }) => facts.memoryMiB.join("/"));
  const told = groups.map(({ id }, index) => `${id} ${sizes[index] === "" ? "unknown" : `${sizes[index]} MiB`}`);
  if (new Set(sizes).size <= 1) return [];
  return [
    {
      kind: "unequal-memory",
      groups: groups.map(({ id }) => id),
      text: `Memory differs or is not known (${told.join(", ")}), and so does the share of a CPU that comes with it: part of a difference in speed is bought.`,
    },
  ];
}

function sequential(groups: readonly Group[], baseline: string | undefined): Threat[] {
  const reference = groups.find(({ id }) => id === baseline);
  if (reference === undefined) return [];
  return groups.flatMap(({ id, window }): Threat[] => {
    const shorter = Math.min(window.to - window.from, reference.window.to - reference.window.from);
    const overlap = Math.min(window.to, reference.window.to) - Math.max(window.from, reference.window.from);
    if (id === baseline || overlap >= shorter / 2) return [];
    return [
      {
        kind: "sequential",
        groups: [reference.id, id],
        text: `${reference.id} and ${id} ran at different times, so what changed between them meanwhile is taken for a difference; interleave them, as "isobar bench" does.`,
      },
    ];
  });
}

function mixed({ id, facts }: Group): Threat[] {
  const parts = { clouds: facts.clouds, functions: facts.functions, versions: facts.versions, regions: facts.regions };
  const sizes = facts.memoryMiB.map((size) => `${size} MiB`);
  const several = Object.entries({ ...parts, triggers: facts.triggers, "memory sizes": sizes }).filter(
    ([, values]) => values.length > 1,
  );
  if (several.length === 0) return [];
  const told = several.map(([name, values]) => `${values.length} ${name} (${values.slice(0, 5).join(", ")})`);
  const text = `${id} pools ${told.join(" and ")}: its numbers are of a mixture. Tell them apart with --by, or choose with --where.`;
  return [{ kind: "mixed-group", groups: [id], text }];
}

function fewSamples({ id, duration }: Group): Threat[] {
  const told = (["warm", "cold"] as const).flatMap((temperature) => {
    const own = duration[temperature];
    const missing = (["p50", "p95", "p99"] as const).filter((name) => own?.[name].missing === "too few samples");
    if (own === undefined || missing.length === 0) return [];
    return [`${missing.join(", ")} of ${plural(own.n, `${temperature} invocation`)}`];
  });
  if (told.length === 0) return [];
  const text = `${id} has too few samples for ${told.join(" and for ")}: a number would be chance.`;
  return [{ kind: "few-samples", groups: [id], text }];
}

function fewInstances({ id, facts, duration }: Group): Threat[] {
  const { warm } = duration;
  if (warm === undefined || warm.clustered) return [];
  const known = warm.instances;
  const text =
    known === undefined
      ? `${id} does not say which instance ran what (faas.instance), so its invocations are taken as independent: intervals are too narrow if instances differ.`
      : `${id} ran on ${known} instance${known === 1 ? "" : "s"}, fewer than ${LEAST_INSTANCES}: its intervals say how these did, not how others would.`;
  if (known === undefined && facts.instances > 0) return [];
  return [{ kind: "few-instances", groups: [id], text }];
}

function drift({ id }: Group, { samples }: CollectedGroup): Threat[] {
  const half = Math.floor(samples.length / 2);
  const [first, second] = [durationsOf(samples.slice(0, half), "warm"), durationsOf(samples.slice(half), "warm")];
  if (Math.min(first.values.length, second.values.length) < 30) return [];
  const positive = ({ values }: typeof first) => ({ values: values.map((value) => Math.max(value, 0.001)) });
  const { estimate, interval } = estimateRatio(positive(first), positive(second));
  if (interval === undefined || (interval.low < 1 + DRIFT && interval.high > 1 / (1 + DRIFT))) return [];
  const change = estimate > 1 ? `${percent(estimate - 1)} longer` : `${percent(1 - estimate)} shorter`;
  const text = `${id} drifts: warm invocations of the second half took ${change} than those of the first.`;
  return [{ kind: "drift", groups: [id], text }];
}

function shared({ id }: Group, { samples }: CollectedGroup): Threat[] {
  const ends = new Map<string, number>();
  let overlapping = 0;
  let known = 0;
  // In the order of their starts.
  for (const { instance, start, duration, badClock } of samples as readonly Sample[]) {
    if (instance === "" || badClock) continue;
    known += 1;
    const end = ends.get(instance) ?? 0;
    if (start < end) overlapping += 1;
    ends.set(instance, Math.max(end, start + duration));
  }
  if (known === 0 || overlapping / known < SHARED) return [];
  const text = `${percent(overlapping / known)} of ${id}'s invocations ran beside another one in the same instance: they share its CPU, and its bill.`;
  return [{ kind: "shared-instances", groups: [id], text }];
}

function failing({ id, errors, http5xx, invocations }: Group): Threat[] {
  const share = (errors.count + http5xx.count) / invocations;
  if (share < MANY_ERRORS) return [];
  const text = `${percent(share)} of ${id}'s invocations failed or answered 5xx: its durations are of the others.`;
  return [{ kind: "many-errors", groups: [id], text }];
}

function thinned({ id, invocations }: Group, { share, samples }: CollectedGroup): Threat[] {
  if (share === 1) return [];
  const text = `Intervals, ratios and costs of ${id} come from ${samples.length} of its ${invocations} invocations, whole seconds of instances chosen at random; counts and percentiles from all.`;
  return [{ kind: "sampled", groups: [id], text }];
}

function partial({ reading }: Omit<Comparison, "threats">): Threat[] {
  const lost = [
    ...(reading.brokenLines > 0 ? [`${reading.brokenLines} lines could not be read`] : []),
    ...(reading.duplicates > 0 ? [`${reading.duplicates} invocations came more than once, and count once`] : []),
  ];
  const threats: Threat[] = [];
  if (lost.length > 0) threats.push({ kind: "partial-telemetry", groups: [], text: `${lost.join("; ")}.` });
  if (reading.badClocks > 0) {
    const text = `${reading.badClocks} invocations end before they start, have no start, or take more than a day: a clock was set meanwhile, and their durations are not used.`;
    threats.push({ kind: "clock", groups: [], text });
  }
  return threats;
}
