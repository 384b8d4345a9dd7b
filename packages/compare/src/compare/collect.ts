import { InputError } from "../input-error.ts";
import type { BinRow, Contents, CountRow, MemoryRow, Sample, Selection, Share, Store } from "../store/types.ts";

/** The invocations that have the same values of what the comparison is by. */
export interface CollectedGroup {
  readonly key: readonly string[];
  readonly counts: readonly CountRow[];
  /** All of the group's invocations, or a part. */
  readonly samples: readonly Sample[];
  /** Only where `samples` is a part. */
  readonly bins?: readonly BinRow[];
  /** How much of the invocations `samples` is. */
  readonly share: number;
}

/** What the stores know of a selection. */
export interface Collected {
  readonly groups: readonly CollectedGroup[];
  readonly contents: Contents;
  readonly memory: readonly MemoryRow[];
}

/** How much to read. */
export interface CollectOptions {
  /** The most groups: a table of more is none. */
  readonly mostGroups: number;
  /** The most invocations of all groups together that are read one by one. */
  readonly mostSamples: number;
  /** Whether each invocation has to be known by its ids, even of very many. */
  readonly needsIds?: boolean;
  /** Invocations that count for nothing, as those of a run's first block. */
  readonly isDiscarded?: (sample: Sample) => boolean;
}

/** Asks all stores for what a comparison needs. @throws InputError where there is nothing, or too much side by side */
export async function collect(
  stores: readonly Store[],
  selection: Selection,
  { mostGroups, mostSamples, needsIds = false, isDiscarded = () => false }: CollectOptions,
): Promise<Collected> {
  const counts = (await inTurn(stores, (store) => store.count(selection))).flat();
  const byKey = groupBy(counts, ({ key }) => identify(key));
  if (byKey.size > mostGroups) {
    const names = selection.by.join(", ");
    throw new InputError(
      `${byKey.size} groups by ${names}: at most ${mostGroups} can be compared; narrow it with --where`,
    );
  }
  const perGroup = Math.floor(mostSamples / Math.max(1, byKey.size));
  const shares = [...byKey.values()].map((rows): Share => {
    const invocations = rows.reduce((sum, row) => sum + row.invocations, 0);
    return { key: rows[0]?.key ?? [], share: Math.min(1, perGroup / invocations) };
  });
  const thinned = shares.filter(({ share }) => share < 1).map(({ key }) => key);
  const withIds = needsIds || thinned.length === 0;
  const samples = (await inTurn(stores, (store) => store.samples(selection, shares, withIds))).flat();
  const bins = (await inTurn(stores, (store) => store.bins(selection, thinned))).flat();
  const samplesByKey = groupBy(samples, ({ key }) => identify(key));
  const binsByKey = groupBy(bins, ({ key }) => identify(key));
  const contents = await inTurn(stores, (store) => store.contents(selection));
  const groups = shares.map(({ key, share }) => {
    const id = identify(key);
    const own = binsByKey.get(id);
    const read = samplesByKey.get(id) ?? [];
    const discarded = read.filter(isDiscarded);
    return {
      key,
      share,
      counts: withoutDiscarded(byKey.get(id) ?? [], discarded),
      // Whatever the store, in the same order: sums of the same numbers are the same.
      samples: read
        .filter((sample) => !isDiscarded(sample))
        .sort((a, b) => a.start - b.start || (a.spanId < b.spanId ? -1 : 1)),
      ...(own !== undefined && { bins: own }),
    };
  });
  return {
    groups: groups.filter(({ counts }) => counts.length > 0),
    contents: {
      spans: contents.reduce((sum, { spans }) => sum + spans, 0),
      duplicates: contents.reduce((sum, { duplicates }) => sum + duplicates, 0),
    },
    memory: (await inTurn(stores, (store) => store.memory(selection))).flat(),
  };
}

/** Takes discarded invocations out of their instance's counts. */
function withoutDiscarded(counts: readonly CountRow[], discarded: readonly Sample[]): CountRow[] {
  if (discarded.length === 0) return [...counts];
  const left = counts.map((row): { -readonly [Name in keyof CountRow]: CountRow[Name] } => ({ ...row }));
  for (const sample of discarded) {
    const row = left.find(
      (own) => own.instance === sample.instance && own.function === sample.function && own.invocations > 0,
    );
    if (row === undefined) continue;
    row.invocations -= 1;
    row.cold -= Number(sample.cold);
    row.waited -= Number(sample.waited);
    row.failed -= Number(sample.failed);
    row.timeouts -= Number(sample.timeout);
    row.returned5xx -= Number(sample.returned5xx);
    row.badClocks -= Number(sample.badClock);
  }
  return left.filter(({ invocations }) => invocations > 0);
}

/** Values of a key as one text. */
export function identify(key: readonly string[]): string {
  return JSON.stringify(key);
}

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** One store after the other: side by side they would hold twice the memory. */
async function inTurn<Item>(stores: readonly Store[], ask: (store: Store) => Promise<Item>): Promise<Item[]> {
  const answers: Item[] = [];
  for (const store of stores) answers.push(await ask(store));
  return answers;
}
