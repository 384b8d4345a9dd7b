import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { toWriteError, type WriteError } from "@isobar/otlp";
import type { ClientRecord, RunInfo } from "./types.ts";

/** Writes a run as it goes: what is there at any moment can be read. */
export interface RunFolder {
  append(record: ClientRecord): void;
  /** Why requests cannot be written any more. */
  readonly failure: WriteError | undefined;
  /**
   * Waits until all requests are on disk, and writes how it ended.
   * @throws WriteError where it could not all be written (rejects): what is there is a run that failed
   */
  finish(info: RunInfo): Promise<void>;
}

/** Begins a run in a folder, which is made where it is not there. @throws WriteError (rejects) */
export async function createRunFolder(folder: string, info: RunInfo): Promise<RunFolder> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw toWriteError(folder, cause);
  });
  await writeInfo(folder, info);
  const file = join(folder, "client.jsonl");
  const lines: WriteStream = createWriteStream(file, { flags: "a" });
  let failure: WriteError | undefined;
  lines.on("error", (cause) => {
    failure ??= toWriteError(file, cause);
  });
  return {
    append(record) {
      lines.write(`${JSON.stringify(record)}\n`);
    },
    get failure() {
      return failure;
    },
    async finish(last) {
      lines.end();
      await finished(lines).catch(() => undefined);
      if (failure === undefined) return writeInfo(folder, last);
      // Where there is no room for this either, the run has no end, which tells the same.
      await writeInfo(folder, { ...last, ended: "failed" }).catch(() => undefined);
      throw failure;
    },
  };
}

/** Whoever reads meanwhile finds the old one or the new one, never half of it. */
async function writeInfo(folder: string, info: RunInfo): Promise<void> {
  const file = join(folder, "run.json");
  const part = `${file}.part`;
  try {
    await writeFile(part, `${JSON.stringify(info, undefined, 2)}\n`);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw toWriteError(file, error);
  }
}
