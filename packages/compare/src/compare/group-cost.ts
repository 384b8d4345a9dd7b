import { type CostModel, FLEX_MEMORY, GCP_VCPU_BY_MEMORY, INCLUDED_TMP } from "../cost/cost-model.ts";
import { type Bill, type CostOptions, estimateCost } from "../cost/estimate-cost.ts";
import type { BilledInvocations } from "../cost/invocations.ts";
import type { Sample } from "../store/types.ts";
import type { JoinedRequest } from "./join-client.ts";
import type { Group } from "./types.ts";

const MIB = 1024 * 1024;

/** What a group is priced by. */
export interface Priced {
  readonly group: Group;
  readonly samples: readonly Sample[];
  readonly requests: readonly JoinedRequest[];
  /** How much of the group's invocations `samples` is, from 0 to 1. */
  readonly share: number;
}

/**
 * The billing model of a group whose invocations are all of one cloud and one memory size; nothing where the telemetry does
 * not say. Which processor a Lambda function has, and which plan an Azure app, it never says: those are assumed, and told.
 */
export function costModelOf({ facts, memoryUsed }: Group): { model: CostModel; note?: string } | undefined {
  const [cloud, ...otherClouds] = facts.clouds;
  const [memory, ...otherSizes] = facts.memoryMiB;
  if (otherClouds.length > 0 || otherSizes.length > 0) return undefined;
  if (cloud === "aws" && memory !== undefined)
    return { model: { kind: "aws-x86", memory, tmp: INCLUDED_TMP }, note: "An x86 processor is assumed." };
  if (cloud === "gcp" && memory !== undefined) {
    const vcpu = GCP_VCPU_BY_MEMORY.get(memory);
    return vcpu === undefined ? undefined : { model: { kind: "gcp", memory, vcpu }, note: "The vCPU is assumed." };
  }
  if (cloud !== "azure") return undefined;
  if (FLEX_MEMORY.some((size) => size === memory))
    return { model: { kind: "azure-flex", memory: memory as number }, note: "The Flex Consumption plan is assumed." };
  if (memoryUsed === undefined) return undefined;
  const used = Math.max(1, Math.round(memoryUsed / MIB));
  return { model: { kind: "azure-consumption", memory: used }, note: "The Consumption plan is assumed." };
}

/** Everything that a platform bills: failures too. How long an instance started only a client was told. */
function toBilled(samples: readonly Sample[], requests: readonly JoinedRequest[]): BilledInvocations {
  const billed = samples.filter(({ badClock }) => !badClock);
  const inits = new Map(requests.map(({ sample, record }) => [sample?.spanId, record.stamp?.initMillis]));
  const numbers = new Map<string, number>();
  const instances = billed.map(({ instance }) => {
    const number = numbers.get(instance) ?? numbers.size;
    numbers.set(instance, number);
    return number;
  });
  const known = billed.map(({ spanId }) => inits.get(spanId) ?? 0);
  return {
    startMillis: billed.map(({ start }) => start),
    durationMillis: billed.map(({ duration }) => duration),
    ...(!numbers.has("") && { instances }),
    ...(known.some((init) => init > 0) && { initMillis: known }),
  };
}

/** What a group costs where it ran. */
export function priceGroup(priced: Priced, options: CostOptions): Bill | undefined {
  const own = costModelOf(priced.group);
  const [bill] = own === undefined ? [] : priceBy(priced, [own.model], options);
  return bill && { ...bill, notes: [...(own?.note === undefined ? [] : [own.note]), ...bill.notes] };
}

/** What a group costs by each of several models. Where only a part of it was read, its bills say that they are of that. */
export function priceBy(
  { group, samples, requests, share }: Priced,
  models: readonly CostModel[],
  options: CostOptions,
): Bill[] {
  const billed = toBilled(samples, requests);
  const part = `Costs of ${group.id} come from ${samples.length} of its ${group.invocations} invocations, whole seconds of instances chosen at random.`;
  return models.flatMap((model) => {
    const bill = estimateCost(billed, model, options);
    return bill === undefined ? [] : [share === 1 ? bill : { ...bill, notes: [...bill.notes, part] }];
  });
}
