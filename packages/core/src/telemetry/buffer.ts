import type { Signal } from "../config/otlp.ts";
import type { ExportSource, Rest } from "../export-source.ts";
import type { LossCounter } from "./losses.ts";
import type { Sender } from "./send.ts";
import { settle } from "./settle.ts";

const MAX_ITEMS = 2048;
/** Of what is new, so much comes before a full buffer is looked through for what goes: that takes its time. */
const MAX_OVER = 256;
const MAX_BATCH = 512;
/**
 * What asks a backend that took nothing whether it is back: to encode all that has waited for it would keep a request
 * waiting. One that does not answer within a budget may store what it is given, and is given all of it.
 */
const PROBE_BATCH = 16;
/** Of what could not be sent, as it was serialised. */
const MAX_CARRIED_BYTES = 4 * 1024 * 1024;
const MAX_AGE_MILLIS = 3_600_000;

/** Finished spans or log records, until they are sent. */
export interface Buffer<Item> extends Required<Omit<ExportSource, "touch">> {
  add(item: Item): void;
}

/** What waits: `bytes` and `since` are known of what could not be sent. */
interface Entry<Item> {
  readonly item: Item;
  readonly bytes: number;
  /** Epoch milliseconds: the time that an instance is frozen counts. */
  readonly since: number;
}

/**
 * Holds what is to be sent, and what could not be: 2048 items, for a while 256 more, and 4 MiB at most, none longer than
 * an hour. Of more, those that tell of no error go first, and the oldest of them. What is dropped is counted.
 *
 * @param isImportant - whether an item tells of an error
 */
export function createBuffer<Item>(
  signal: Signal,
  sender: Sender<readonly Item[]>,
  isImportant: (item: Item) => boolean,
  losses: LossCounter,
): Buffer<Item> {
  let fresh: Item[] = [];
  let carried: Entry<Item>[] = [];
  /** What is being sent: nobody knows yet what comes of it. */
  let underWay: readonly Entry<Item>[] = [];
  let isAway = false;

  const add = (item: Item): void => {
    fresh.push(item);
    if (fresh.length >= MAX_OVER && fresh.length + carried.length > MAX_ITEMS) trim();
  };

  /** Makes one list of all that waits, and keeps of it what there is room for. */
  const trim = (): void => {
    const now = Date.now();
    const waiting = [...carried, ...fresh.map((item) => ({ item, bytes: 0, since: now }))];
    const young = waiting.filter(({ since }) => now - since <= MAX_AGE_MILLIS);
    if (young.length < waiting.length) losses.dropped(signal, "too_old", waiting.length - young.length);
    carried = keepBest(young, isImportant);
    fresh = [];
    if (carried.length < young.length) losses.dropped(signal, "buffer_full", young.length - carried.length);
  };

  return {
    add,
    hasPending: () => fresh.length + carried.length > 0,
    warm: async () => sender.warm?.(),
    takeRest() {
      if (underWay.length > 0) losses.possiblyDuplicated(signal, underWay.length);
      const items = [...underWay, ...carried].map(({ item }) => item).concat(fresh);
      const rest: Rest[] = [];
      for (let from = 0; from < items.length; from += MAX_BATCH) {
        const part = items.slice(from, from + MAX_BATCH);
        rest.push({ signal, count: part.length, last: sender.tryLast(part) });
      }
      return rest;
    },
    interrupt: () => sender.interrupt(),
    unsent: async () => ({ signal, count: fresh.length + carried.length + underWay.length }),
    async send(isPatient = false) {
      if (carried.length > 0) trim();
      const now = Date.now();
      const batch = [...carried, ...fresh.map((item) => ({ item, bytes: 0, since: now }))];
      carried = [];
      fresh = [];
      let bytes = 0;
      for (let from = 0; from < batch.length; ) {
        const part = batch.slice(from, from + (isAway ? PROBE_BATCH : MAX_BATCH));
        underWay = batch.slice(from);
        const end = await sender.send(part.map(({ item }) => item));
        underWay = [];
        const partBytes = end.bytes ?? 0;
        bytes += partBytes;
        const failure = settle(end, { signal, count: part.length, repetition: "counted" }, losses);
        from += part.length;
        isAway = end.kind === "retry" || (isPatient && end.kind === "unclear");
        if (failure === undefined) continue;
        const size = partBytes / part.length;
        // What was never tried is taken to be as large as what was now.
        carried = batch
          .slice(from - part.length)
          .map((entry, index) => (index >= part.length && entry.bytes > 0 ? entry : { ...entry, bytes: size }));
        trim();
        return { ...failure, bytes, waiting: carried.length };
      }
      return { isSent: true, bytes };
    },
  };
}

/** The entries that fit, in their order: errors before others, the newest before the older. */
function keepBest<Item>(entries: Entry<Item>[], isImportant: (item: Item) => boolean): Entry<Item>[] {
  let count = entries.length;
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const isOver = (): boolean => count > MAX_ITEMS || bytes > MAX_CARRIED_BYTES;
  if (!isOver()) return entries;
  const dropped = new Set<Entry<Item>>();
  for (const takesImportant of [false, true]) {
    for (const entry of entries) {
      if (!isOver()) break;
      if (dropped.has(entry) || isImportant(entry.item) !== takesImportant) continue;
      dropped.add(entry);
      count -= 1;
      bytes -= entry.bytes;
    }
  }
  return entries.filter((entry) => !dropped.has(entry));
}
