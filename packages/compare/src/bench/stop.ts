import { estimateQuantile } from "../statistics/quantile-estimate.ts";
import { relativeWidth } from "../statistics/relative-width.ts";
import type { Budget } from "./budget.ts";
import { isMeant, latencyOf } from "./measured.ts";
import type { PlannedRequest } from "./plan.ts";
import type { ClientRecord, EndReason, Pattern, RunOptions } from "./types.ts";

/** Decides when a run knows enough, or has taken enough. The number of requests is the plan's to keep. */
export interface StopRule {
  add(record: ClientRecord): void;
  check(next: Pick<PlannedRequest, "block" | "target">): EndReason | undefined;
}

/** What ends a run before its plan does. */
export interface StopOptions extends Pick<RunOptions, "minutes" | "width"> {
  readonly pattern: Pattern;
  /** Ids of all targets. */
  readonly targets: readonly string[];
  /** @default nothing costs anything */
  readonly budget?: Budget;
  /** Milliseconds, of any start. @default performance.now */
  readonly now?: () => number;
}

/** Time counts from now. The width is looked at between blocks, when every target has had as many requests. */
export function createStopRule(options: StopOptions): StopRule {
  const { pattern, targets, minutes, width, budget, now = () => performance.now() } = options;
  const startedAt = now();
  const latencies = new Map<string, number[]>(targets.map((id) => [id, []]));
  let block = 0;
  const isKnown = (values: readonly number[]): boolean =>
    values.length > 0 && relativeWidth(estimateQuantile({ values }, 0.5)) <= (width ?? 0);
  return {
    add(record) {
      budget?.add(record);
      const latency = latencyOf(record);
      if (latency !== undefined && isMeant(record, pattern)) latencies.get(record.target)?.push(latency);
    },
    check(next) {
      if (minutes !== undefined && now() - startedAt >= minutes * 60_000) return "minutes";
      const isBoundary = next.block > block;
      block = Math.max(block, next.block);
      if (width !== undefined && isBoundary && [...latencies.values()].every(isKnown)) return "width";
      // Last, because what is taken is sent.
      return budget?.take(targets[next.target] ?? "") === false ? "usd" : undefined;
    },
  };
}
