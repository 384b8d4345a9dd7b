import type { Sample, Selection, Store } from "../store/types.ts";
import { type CollectedGroup, identify } from "./collect.ts";
import type { InvocationReference } from "./types.ts";

/** Of each group. */
const MOST = 10;

/** The slowest and the latest failed invocations of each group. */
export async function describeReferences(
  stores: readonly Store[],
  selection: Selection,
  groups: readonly { readonly id: string; readonly collected: CollectedGroup }[],
): Promise<{ slowest: InvocationReference[]; failed: InvocationReference[] }> {
  const slowest: InvocationReference[] = [];
  for (const { id, collected } of groups) {
    const found =
      collected.samples.every(({ spanId }) => spanId !== "") && collected.share === 1
        ? [...collected.samples]
        : await slowestOf(stores, selection, collected);
    slowest.push(
      ...sortSlowest(found)
        .slice(0, MOST)
        .map((sample) => refer(id, sample)),
    );
  }
  const ids = new Map(groups.map(({ id, collected }) => [identify(collected.key), id]));
  const latest: Sample[] = [];
  for (const store of stores) latest.push(...(await store.failed(selection, MOST)));
  latest.sort((a, b) => b.start - a.start || (a.spanId < b.spanId ? -1 : 1));
  const failed = groups.flatMap(({ id }) =>
    latest
      .filter(({ key }) => ids.get(identify(key)) === id)
      .slice(0, MOST)
      .map((sample) => refer(id, sample)),
  );
  return { slowest, failed };
}

/** The store looks only among those that are as slow as the slowest of the part that was read. */
async function slowestOf(
  stores: readonly Store[],
  selection: Selection,
  { key, samples }: CollectedGroup,
): Promise<Sample[]> {
  const atLeast = sortSlowest([...samples])[MOST - 1]?.duration ?? 0;
  const found: Sample[] = [];
  for (const store of stores) found.push(...(await store.slowest(selection, key, atLeast, MOST)));
  return found;
}

function sortSlowest(samples: Sample[]): Sample[] {
  const usable = samples.filter(({ badClock }) => !badClock);
  return usable.sort((a, b) => b.duration - a.duration || (a.spanId < b.spanId ? -1 : 1));
}

function refer(group: string, sample: Sample): InvocationReference {
  const { traceId, spanId, invocationId, instance, httpStatus, errorType } = sample;
  return {
    group,
    traceId,
    spanId,
    ...(invocationId !== "" && { invocationId }),
    ...(sample.function !== "" && { function: sample.function }),
    ...(instance !== "" && { instance }),
    at: sample.start,
    millis: sample.duration,
    temperature: sample.cold ? "cold" : "warm",
    ...(httpStatus !== undefined && { httpStatus }),
    ...(errorType !== "" && { errorType }),
    timeout: sample.timeout,
  };
}
