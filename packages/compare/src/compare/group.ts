import { estimateShift } from "../statistics/shift.ts";
import type { MemoryRow, Sample } from "../store/types.ts";
import { createBinned } from "./binned.ts";
import { describeBlocks } from "./blocks.ts";
import { describeColdStarts } from "./cold-starts.ts";
import type { CollectedGroup } from "./collect.ts";
import { describeDistribution } from "./distribution.ts";
import { describeSeries, type Measured } from "./measured.ts";
import { describeRate } from "./rate.ts";
import type { Group, Temperature } from "./types.ts";

/** Whether an invocation's duration is compared. */
export function isCompared({ failed, returned5xx, waited, badClock }: Sample): boolean {
  return !failed && !returned5xx && !waited && !badClock;
}

/** The durations of a group's invocations of one temperature. */
export function durationsOf(samples: readonly Sample[], temperature: Temperature): Measured {
  const wanted = samples.filter((sample) => isCompared(sample) && sample.cold === (temperature === "cold"));
  return { values: wanted.map(({ duration }) => duration), instances: wanted.map(({ instance }) => instance) };
}

/** What the telemetry alone says of a group. */
export function describeGroup(
  { key, counts, samples, bins }: CollectedGroup,
  { id, by, level, memory }: { id: string; by: readonly string[]; level: number; memory: readonly MemoryRow[] },
): Group {
  const sum = (read: (row: CollectedGroup["counts"][number]) => number) =>
    counts.reduce((total, row) => total + read(row), 0);
  const different = <Value>(read: (row: CollectedGroup["counts"][number]) => Value) =>
    [...new Set(counts.map(read))].filter((value) => value !== "" && value !== 0).sort(ascending);
  const invocations = sum((row) => row.invocations);
  const duration = (temperature: Temperature) => {
    const own = bins?.filter(({ cold }) => cold === (temperature === "cold"));
    const binned = own === undefined || own.length === 0 ? undefined : createBinned(own);
    const options = { layer: "function", level, ...(binned !== undefined && { binned }) } as const;
    return describeDistribution(durationsOf(samples, temperature), options);
  };
  const [cold, warm] = [duration("cold"), duration("warm")];
  const overhead = coldOverhead(samples, level);
  const used = memoryUsed(counts, memory);
  return {
    id,
    key: Object.fromEntries(by.map((name, index) => [name, key[index] ?? ""])),
    facts: {
      clouds: different((row) => row.cloud),
      functions: different((row) => row.function),
      versions: different((row) => row.version),
      regions: different((row) => row.region),
      triggers: different((row) => row.trigger),
      memoryMiB: different((row) => row.memoryMiB),
      instances: different((row) => row.instance).length,
    },
    window: {
      from: counts.reduce((least, { firstStart }) => Math.min(least, firstStart), Number.POSITIVE_INFINITY),
      to: counts.reduce((most, { lastStart }) => Math.max(most, lastStart), 0),
    },
    invocations,
    errors: describeRate(
      sum((row) => row.failed),
      invocations,
      level,
    ),
    timeouts: describeRate(
      sum((row) => row.timeouts),
      invocations,
      level,
    ),
    http5xx: describeRate(
      sum((row) => row.returned5xx),
      invocations,
      level,
    ),
    cold: describeRate(
      sum((row) => row.cold),
      invocations,
      level,
    ),
    waitedForColdStart: sum((row) => row.waited),
    duration: { ...(cold !== undefined && { cold }), ...(warm !== undefined && { warm }) },
    ...(overhead !== undefined && { coldOverhead: overhead }),
    ...(used !== undefined && { memoryUsed: used }),
    coldStarts: describeColdStarts(samples),
    blocks: describeBlocks(samples),
  };
}

/** Without what comes before the handler: that only a client, or the platform, can see. */
function coldOverhead(samples: readonly Sample[], level: number): Group["coldOverhead"] {
  const [cold, warm] = [durationsOf(samples, "cold"), durationsOf(samples, "warm")];
  if (cold.values.length === 0 || warm.values.length === 0) return undefined;
  const estimate = estimateShift(describeSeries(warm).series, describeSeries(cold).series, { level });
  return { ...estimate, layer: "function" };
}

/** By the instances where they have names, else by the service and its version. */
function memoryUsed(counts: CollectedGroup["counts"], memory: readonly MemoryRow[]): number | undefined {
  const name = (row: { service: string; version: string; instance: string }) =>
    row.instance === "" ? JSON.stringify([row.service, row.version]) : row.instance;
  const own = new Set(counts.map(name));
  const used = memory.filter((row) => own.has(name(row))).map(({ most }) => most);
  return used.length === 0 ? undefined : Math.max(...used);
}

function ascending(a: unknown, b: unknown): number {
  return typeof a === "number" && typeof b === "number"
    ? a - b
    : String(a).localeCompare(String(b), "en", { numeric: true });
}
