import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { encodeJson } from "./json.ts";
import type { Signal, SignalItems } from "./model.ts";
import { toWriteError } from "./write-error.ts";

/** Appends telemetry to the files of one folder. */
export interface JsonLinesWriter {
  /**
   * Appends one line; nothing when there are no entries. Lines of one signal are in the order of the calls; await it to hold back a fast producer.
   * @throws WriteError when the disk fails (rejects), for this line alone: nothing of it stays, and later ones are tried
   * again.
   */
  write<S extends Signal>(signal: S, items: readonly SignalItems[S][]): Promise<void>;
  /**
   * Waits for everything that was handed over, and closes the files.
   * @throws the first error that writing met (rejects), so that it is seen even where no `write` was awaited.
   */
  close(): Promise<void>;
}

/**
 * Where a folder keeps a signal, named as the OpenTelemetry file exporter names it: `traces.jsonl`, `logs.jsonl`,
 * `metrics.jsonl`.
 */
export function jsonLinesPath(directory: string, signal: Signal): string {
  return join(directory, `${signal}.jsonl`);
}

/**
 * Writes OTLP JSON Lines: one request (`TracesData`, `LogsData`, `MetricsData`) a line, one signal a file. The
 * folder and the files are made when there is something to write; what a file holds already is kept.
 */
export function createJsonLinesWriter(directory: string): JsonLinesWriter {
  const files = new Map<Signal, Promise<FileHandle>>();
  const tails = new Map<Signal, Promise<void>>();
  let firstError: unknown;
  let closed = false;

  async function append(signal: Signal, items: readonly SignalItems[Signal][]): Promise<void> {
    const opening = files.get(signal) ?? openForLines(directory, signal);
    files.set(signal, opening);
    try {
      await appendLine(await opening, `${encodeJson(signal, items)}\n`);
    } catch (error) {
      // The handle may be of no more use: a fresh one puts that right.
      files.delete(signal);
      await opening.then((file) => file.close()).catch(() => undefined);
      throw toWriteError(jsonLinesPath(directory, signal), error);
    }
  }

  return {
    write(signal, items) {
      if (closed) return Promise.reject(new Error("the JSON Lines writer is closed"));
      if (items.length === 0) return Promise.resolve();
      const done = (tails.get(signal) ?? Promise.resolve()).then(() => append(signal, items));
      const tail = done.catch((error: unknown) => {
        firstError ??= error;
      });
      tails.set(signal, tail);
      return done;
    },
    async close() {
      closed = true;
      await Promise.all(tails.values());
      const open = [...files.values()];
      files.clear();
      for (const file of open) {
        await (await file).close().catch((error: unknown) => {
          firstError ??= error;
        });
      }
      if (firstError !== undefined) throw firstError;
    },
  };
}

/** Appends all of a line, or nothing: on a full disk a part may have room. */
async function appendLine(file: FileHandle, line: string): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.appendFile(line);
  } catch (error) {
    // What cannot be taken back either is a broken line, which readers leave out.
    await file.truncate(size).catch(() => undefined);
    throw error;
  }
}

async function openForLines(directory: string, signal: Signal): Promise<FileHandle> {
  await mkdir(directory, { recursive: true });
  const file = await open(jsonLinesPath(directory, signal), "a+");
  try {
    const { size } = await file.stat();
    // A killed process may have left half a line: the next one must not be glued to it.
    if (size > 0) {
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
      if (buffer[0] !== 0x0a) await file.appendFile("\n");
    }
    return file;
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}
