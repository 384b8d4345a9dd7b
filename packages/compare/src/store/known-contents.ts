import type { Contents, Selection } from "./types.ts";

/** What a store holds, asked once for each stretch of time: whether there are duplicates, every other query needs to know. */
export interface KnownContents {
  of(selection: Selection): Promise<Contents>;
  hasDuplicates(selection: Selection): Promise<boolean>;
  /** Something was written. */
  forget(): void;
}

/** @param ask gives the counts of spans, of those that are invocations, and of different ones among these */
export function createKnownContents(
  ask: (selection: Selection) => Promise<readonly (readonly unknown[])[]>,
): KnownContents {
  const known = new Map<string, Promise<Contents>>();
  const read = async (selection: Selection): Promise<Contents> => {
    const [row] = await ask(selection);
    const [spans = 0, invocations = 0, different = 0] = (row ?? []).map(Number);
    return { spans, duplicates: invocations - different };
  };
  const of = (selection: Selection) => {
    const time = `${selection.since} ${selection.until}`;
    const contents = known.get(time) ?? read(selection);
    known.set(time, contents);
    // What failed is asked again.
    contents.catch(() => known.delete(time));
    return contents;
  };
  return {
    of,
    hasDuplicates: async (selection) => (await of(selection)).duplicates > 0,
    forget: () => known.clear(),
  };
}
