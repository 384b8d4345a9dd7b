import type { KnownContents } from "./known-contents.ts";
import { type Row, readBinRow, readCountRow, readSample } from "./read-rows.ts";
import type { Selection, Store } from "./types.ts";

/** What every engine is asked of invocations, in its own words. */
export interface InvocationQueries {
  countQuery(selection: Selection, hasDuplicates: boolean): string;
  samplesQuery(
    selection: Selection,
    shares: Parameters<Store["samples"]>[1],
    details: { readonly withIds: boolean; readonly hasDuplicates: boolean },
  ): string;
  binsQuery(selection: Selection, keys: Parameters<Store["bins"]>[1], hasDuplicates: boolean): string;
  slowestQuery(
    selection: Selection,
    key: Parameters<Store["slowest"]>[1],
    details: { readonly atLeast: number; readonly limit: number; readonly hasDuplicates: boolean },
  ): string;
  failedQuery(selection: Selection, limit: number, hasDuplicates: boolean): string;
}

/** The part of a store that reads invocations: engines differ in the words of a question, and in nothing else. */
export function createInvocationReads(
  read: (sql: string) => Promise<Row[]>,
  known: KnownContents,
  queries: InvocationQueries,
): Pick<Store, "contents" | "count" | "samples" | "bins" | "slowest" | "failed"> {
  return {
    contents: (selection) => known.of(selection),
    async count(selection) {
      const rows = await read(queries.countQuery(selection, await known.hasDuplicates(selection)));
      return rows.map((row) => readCountRow(row, selection.by.length));
    },
    async samples(selection, shares, withIds) {
      if (shares.length === 0) return [];
      const details = { withIds, hasDuplicates: await known.hasDuplicates(selection) };
      const rows = await read(queries.samplesQuery(selection, shares, details));
      return rows.map((row) => readSample(row, selection.by.length));
    },
    async bins(selection, keys) {
      if (keys.length === 0) return [];
      const rows = await read(queries.binsQuery(selection, keys, await known.hasDuplicates(selection)));
      return rows.map((row) => readBinRow(row, selection.by.length));
    },
    async slowest(selection, key, atLeast, limit) {
      const details = { atLeast, limit, hasDuplicates: await known.hasDuplicates(selection) };
      const rows = await read(queries.slowestQuery(selection, key, details));
      return rows.map((row) => readSample(row, selection.by.length));
    },
    async failed(selection, limit) {
      const rows = await read(queries.failedQuery(selection, limit, await known.hasDuplicates(selection)));
      return rows.map((row) => readSample(row, selection.by.length));
    },
  };
}
