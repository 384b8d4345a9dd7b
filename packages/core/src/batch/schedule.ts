import type { Batch, BatchRecord } from "../adapter.ts";
import type { BatchFailure } from "./batch-error.ts";

/** What processing a batch came to. */
export interface BatchRun {
  /** Records that were read: all of the batch. */
  readonly count: number;
  /** In the order of the records. */
  readonly failures: readonly BatchFailure[];
  /** Records after a failure in their group. */
  readonly skipped: number;
  /** What the function returned for a record, by the record's id; nothing for undefined. */
  readonly results: ReadonlyMap<string, unknown>;
}

interface Item {
  readonly record: BatchRecord;
  readonly index: number;
}

/**
 * Processes records as they come, `concurrency` at once at most and one of each group. Records are read when it is
 * their turn, so that no more promises are pending than records in process.
 */
export async function runRecords(
  records: Iterable<BatchRecord>,
  order: Batch["order"],
  concurrency: number,
  process: (record: BatchRecord, index: number) => unknown,
): Promise<BatchRun> {
  const source = records[Symbol.iterator]();
  /** Groups that have a record in process, and those of their records that wait for it. */
  const busy = new Map<string, Item[]>();
  const stopped = new Set<string>();
  const failures: BatchFailure[] = [];
  const results = new Map<string, unknown>();
  let count = 0;
  let skipped = 0;

  /** The next record whose group is free. */
  const next = (): Item | undefined => {
    for (;;) {
      const { done, value } = source.next();
      if (done === true) return undefined;
      const item: Item = { record: value, index: count };
      const { group } = value;
      count += 1;
      if (group === undefined) return item;
      if (stopped.has(group)) {
        skipped += 1;
        continue;
      }
      const waiting = busy.get(group);
      if (waiting === undefined) {
        busy.set(group, []);
        return item;
      }
      waiting.push(item);
    }
  };

  /** The next record of the group that was just worked at; without one, the group is free again. */
  const nextOfGroup = (group: string | undefined): Item | undefined => {
    if (group === undefined) return undefined;
    const waiting = busy.get(group) ?? [];
    if (stopped.has(group)) skipped += waiting.splice(0).length;
    const item = waiting.shift();
    if (item === undefined) busy.delete(group);
    return item;
  };

  const run = async ({ index, record }: Item): Promise<void> => {
    try {
      const result = await process(record, index);
      if (record.id !== undefined && result !== undefined) results.set(record.id, result);
    } catch (error) {
      failures.push({ index, error, ...(record.id !== undefined && { id: record.id }) });
      if (record.group !== undefined && order === "stop") stopped.add(record.group);
    }
  };

  const work = async (): Promise<void> => {
    for (let item = next(); item !== undefined; item = nextOfGroup(item.record.group) ?? next()) await run(item);
  };

  const workers: Promise<void>[] = [];
  for (let started = 0; started < concurrency && (started === 0 || workers.length <= count); started += 1) {
    workers.push(work());
  }
  await Promise.all(workers);
  failures.sort((one, other) => one.index - other.index);
  return { count, failures, skipped, results };
}
