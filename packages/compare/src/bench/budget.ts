import type { CostModel } from "../cost/cost-model.ts";
import { estimateCost } from "../cost/estimate-cost.ts";
import { parseCostModel } from "../cost/parse-cost-model.ts";
import type { Answer } from "./send.ts";
import type { ClientRecord, RequestStamp } from "./types.ts";

const MILLION = 1_000_000;

/** What is billed as a run goes. */
export interface Budget {
  /** USD for everything that was answered so far. */
  readonly spent: number;
  /**
   * Sets aside what a request costs that takes until its time limit, and what those under way may.
   *
   * @returns false where there is no money for it
   */
  take(target: string): boolean;
  /** Bills what a request came to. */
  add(record: ClientRecord): void;
}

/** What a target is billed by, and its request before the run. */
export interface BilledTarget {
  readonly id: string;
  /** Undefined on this machine: nobody sends a bill. */
  readonly model: CostModel | undefined;
  readonly timeoutMillis: number;
  readonly first: Answer & { readonly stamp?: RequestStamp };
}

/** The billing model of a target of which the user has not said it: the dearest usual one of the cloud in its name. */
export function guessCostModel(name: string): CostModel {
  if (/aws|lambda/i.test(name)) return parseCostModel("aws-x86:2048");
  return parseCostModel(/gcp|google|run/i.test(name) ? "gcp:2048" : "azure-flex:2048");
}

/** @param maxUsd undefined: it only counts */
export function createBudget(targets: readonly BilledTarget[], maxUsd = Number.POSITIVE_INFINITY): Budget {
  const longest = new Map(targets.map(({ id, model, timeoutMillis }) => [id, usdOf(model, timeoutMillis)]));
  const models = new Map(targets.map(({ id, model }) => [id, model]));
  let spent = targets.reduce((sum, { model, first }) => sum + usdOfAnswer(model, first), 0);
  let reserved = 0;
  return {
    get spent() {
      return spent;
    },
    take(target) {
      const most = longest.get(target) ?? 0;
      if (spent + reserved + most > maxUsd) return false;
      reserved += most;
      return true;
    },
    add(record) {
      reserved -= longest.get(record.target) ?? 0;
      spent += usdOfAnswer(models.get(record.target), record);
    },
  };
}

/** What a run costs, if all of its requests take as long as the one before it did. */
export function estimateUsd(targets: readonly BilledTarget[], requests: number): number {
  return targets.reduce((sum, { model, first }) => sum + (requests + 1) * usdOfAnswer(model, first), 0);
}

/** By the function's own time where the answer has it, else by the client's, which is longer. */
function usdOfAnswer(
  model: CostModel | undefined,
  { sent, end, stamp }: Pick<ClientRecord, "sent" | "end" | "stamp">,
): number {
  if (sent === undefined || end === undefined) return 0;
  return stamp === undefined ? usdOf(model, end - sent) : usdOf(model, stamp.handlerMillis, stamp.initMillis);
}

/** One invocation alone: overlapping ones on one instance would be cheaper. */
function usdOf(model: CostModel | undefined, millis: number, initMillis = 0): number {
  if (model === undefined) return 0;
  const invocation = { startMillis: [0], durationMillis: [Math.max(0, millis)], initMillis: [initMillis] };
  return (estimateCost(invocation, model)?.perMillion.high ?? 0) / MILLION;
}
