import { JsonLinesError, readJsonLines, type Signal, type SignalItems } from "@isobar/otlp";
import { InputError } from "../input-error.ts";
import type { WritableStore } from "../store/types.ts";

/** Entries that are handed over together; two such parts are in memory. */
const PART = 4096;

/** What came of reading a file. */
export interface LoadedFile {
  readonly items: number;
  /** What was left out, each with file and line. */
  readonly broken: readonly string[];
}

/** Only the first are kept: a file that is no OTLP at all has as many as lines. */
const MOST_BROKEN_TOLD = 20;

/** Reads a file of OTLP JSON Lines into a store. Lines that are broken are left out and told. */
export async function loadFile(
  store: Pick<WritableStore, "write">,
  signal: Signal,
  file: string,
  { run = "", onBroken }: { run?: string; onBroken?: (message: string) => void } = {},
): Promise<LoadedFile> {
  const broken: string[] = [];
  const tell = ({ message }: JsonLinesError) => {
    if (broken.length < MOST_BROKEN_TOLD) onBroken?.(message);
    broken.push(message);
  };
  let items = 0;
  let part: SignalItems[Signal][] = [];
  let writing: Promise<void> = Promise.resolve();
  const hand = async () => {
    const handed = part;
    part = [];
    await writing;
    writing = store.write(signal, handed, run);
    // Seen by the next await; without this, a failure in between would end the process.
    writing.catch(() => undefined);
  };
  try {
    for await (const item of readJsonLines(signal, file, { onWarning: tell, onBadLine: tell })) {
      items += 1;
      part.push(item);
      if (part.length >= PART) await hand();
    }
    await hand();
    await writing;
  } catch (error) {
    await writing.catch(() => undefined);
    if (error instanceof JsonLinesError) throw new InputError(error.message, { cause: error });
    throw error;
  }
  return { items, broken };
}
