import { estimateQuantile } from "../statistics/quantile-estimate.ts";
import { relativeWidth } from "../statistics/relative-width.ts";
import { mostRequests } from "./budget.ts";
import { isMeant, latencyOf } from "./measured.ts";
import type { PlannedRequest } from "./plan.ts";
import type { ClientRecord, EndReason, Pattern, RunOptions } from "./types.ts";

/** Decides when a run knows enough, or has taken enough. The number of requests is the plan's to keep. */
export interface StopRule {
  add(record: ClientRecord): void;
  check(next: Pick<PlannedRequest, "block">): EndReason | undefined;
}

/** What ends a run before its plan does. */
export interface StopOptions extends Pick<RunOptions, "minutes" | "width" | "maxUsd" | "usdPerMillion"> {
  readonly pattern: Pattern;
  /** Ids of all targets. */
  readonly targets: readonly string[];
  /** Milliseconds, of any start. @default performance.now */
  readonly now?: () => number;
}

/** Time counts from now. The width is looked at between blocks, when every target has had as many requests. */
export function createStopRule(options: StopOptions): StopRule {
  const { pattern, targets, minutes, width, now = () => performance.now() } = options;
  const most = mostRequests(options, targets.length);
  const startedAt = now();
  const latencies = new Map<string, number[]>(targets.map((id) => [id, []]));
  let block = 0;
  let sent = 0;
  const isKnown = (values: readonly number[]): boolean =>
    relativeWidth(estimateQuantile({ values }, 0.5)) <= (width ?? 0);
  return {
    add(record) {
      const latency = latencyOf(record);
      if (latency !== undefined && isMeant(record, pattern)) latencies.get(record.target)?.push(latency);
    },
    check(next) {
      if (sent >= most) return "usd";
      sent += 1;
      if (minutes !== undefined && now() - startedAt >= minutes * 60_000) return "minutes";
      const isBoundary = next.block > block;
      block = Math.max(block, next.block);
      if (width === undefined || !isBoundary) return undefined;
      return [...latencies.values()].every((values) => values.length > 0 && isKnown(values)) ? "width" : undefined;
    },
  };
}
