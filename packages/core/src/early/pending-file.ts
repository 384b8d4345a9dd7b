import { builtin } from "../builtin.ts";
import type { Owner } from "./owner.ts";

/** A record has one of these places: a page, so that a kill leaves it whole or not at all. */
export const PLACE_BYTES = 4096;
/** How exactly the last sign of life is known. */
const ALIVE_MILLIS = 1000;

/** What begins the name of each such file, before the process's id. */
export const FILE_PREFIX = "isobar-pending-";

/** The first record of a file: whose it is. */
export interface FileHead extends Owner {
  /** Resource attributes of the process. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A file in the temporary folder that holds what has not ended: it is there after the process was killed. */
export interface PendingFile {
  /**
   * Writes a record into a free place.
   *
   * @param variants - the record, and shorter ones of it: the first that fits is taken
   * @returns takes the record out again
   * @throws Error where the file cannot be written
   */
  put(variants: Iterable<object>): () => void;
}

/**
 * Makes this process's own file. One write puts a record in, and one takes it out, whatever else is in the file.
 *
 * @throws Error where the folder cannot be written
 */
export function createPendingFile(head: FileHead): PendingFile {
  const fs = builtin("node:fs");
  const random = Math.random().toString(36).slice(2);
  const path = `${builtin("node:os").tmpdir()}/${FILE_PREFIX}${process.pid}-${random}`;
  const file = fs.openSync(path, "wx", 0o600);
  const free: number[] = [];
  let places = 0;
  let taken = 0;
  let alive: NodeJS.Timeout | undefined;

  const write = (place: number, text: string): void => void fs.writeSync(file, text, place * PLACE_BYTES);
  const put: PendingFile["put"] = (variants) => {
    const text = fit(variants);
    const place = free.pop() ?? places++;
    try {
      write(place, text);
    } catch (error) {
      free.push(place);
      throw error;
    }
    taken += 1;
    alive ??= setInterval(() => fs.futimes(file, new Date(), new Date(), () => {}), ALIVE_MILLIS).unref();
    return () => {
      taken -= 1;
      if (taken === 0) {
        clearInterval(alive);
        alive = undefined;
      }
      write(place, "\n");
      free.push(place);
    };
  };
  write(places++, fit([head, { ...head, resource: {} }]));
  process.once("exit", () => {
    try {
      if (taken === 0) fs.unlinkSync(path);
    } catch {
      // Somebody has tidied up.
    }
  });
  return { put };
}

function fit(variants: Iterable<object>): string {
  for (const variant of variants) {
    const text = `${JSON.stringify(variant)}\n`;
    if (Buffer.byteLength(text) <= PLACE_BYTES) return text;
  }
  throw new RangeError("too long");
}
