import type { Group } from "../compare/types.ts";
import { formatBytes, formatEstimate, formatNumber, formatRate, formatShare, formatShift } from "./format.ts";

/** A column of the table of groups. */
export interface Column {
  readonly title: string;
  /** Nothing where the group has no such value; a column that no group has is left out. */
  readonly cell: (group: Group) => string | undefined;
}

/** In the order of reading: how many, what went wrong, how long, what it costs. */
export const COLUMNS: readonly Column[] = [
  { title: "invocations", cell: ({ invocations }) => String(invocations) },
  { title: "errors", cell: ({ errors }) => formatRate(errors) },
  { title: "timeouts", cell: ({ timeouts }) => (timeouts.count > 0 ? formatRate(timeouts) : undefined) },
  { title: "5xx", cell: ({ http5xx }) => (http5xx.count > 0 ? formatRate(http5xx) : undefined) },
  { title: "throttled", cell: ({ client }) => client && formatRate(client.throttles) },
  { title: "cold", cell: ({ cold }) => formatRate(cold) },
  { title: "warm n", cell: ({ duration }) => duration.warm && String(duration.warm.n) },
  { title: "p50 ms", cell: ({ duration }) => duration.warm && formatEstimate(duration.warm.p50) },
  { title: "p95 ms", cell: ({ duration }) => duration.warm && formatEstimate(duration.warm.p95) },
  { title: "p99 ms", cell: ({ duration }) => duration.warm && formatEstimate(duration.warm.p99) },
  { title: "cold p50 ms", cell: ({ duration }) => duration.cold && formatEstimate(duration.cold.p50) },
  { title: "cold + ms", cell: ({ coldOverhead }) => coldOverhead && formatEstimate(coldOverhead, formatShift) },
  { title: "init p50 ms", cell: ({ init }) => init && formatEstimate(init.p50) },
  { title: "client p50 ms", cell: ({ client }) => client?.latency.warm && formatEstimate(client.latency.warm.p50) },
  { title: "client p95 ms", cell: ({ client }) => client?.latency.warm && formatEstimate(client.latency.warm.p95) },
  { title: "memory", cell: describeMemory },
  { title: "$ per million", cell: describeCost },
];

function describeMemory({ facts, memoryUsed }: Group): string | undefined {
  const configured = facts.memoryMiB.length === 0 ? undefined : `${facts.memoryMiB.join("/")} MiB`;
  if (memoryUsed === undefined) return configured;
  return configured === undefined ? `${formatBytes(memoryUsed)} used` : `${formatBytes(memoryUsed)} of ${configured}`;
}

function describeCost({ cost }: Group): string | undefined {
  if (cost === undefined) return undefined;
  const { low, high } = cost.perMillion;
  const range = low === high ? formatNumber(low) : `${formatNumber(low)}–${formatNumber(high)}`;
  return `${range} (${formatShare(cost.roundingShare)} % rounding)`;
}

/** The columns that at least one group has a value for. */
export function usedColumns(groups: readonly Group[]): Column[] {
  return COLUMNS.filter(({ cell }) => groups.some((group) => cell(group) !== undefined));
}
