import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import type { ClientRecord, RunInfo } from "./types.ts";

/** Writes a run as it goes: what is there at any moment can be read. */
export interface RunFolder {
  append(record: ClientRecord): void;
  /** Waits until all requests are on disk, and writes how it ended. */
  finish(info: RunInfo): Promise<void>;
}

/** Begins a run in a folder, which is made where it is not there. */
export async function createRunFolder(folder: string, info: RunInfo): Promise<RunFolder> {
  await mkdir(folder, { recursive: true });
  await writeInfo(folder, info);
  const lines: WriteStream = createWriteStream(join(folder, "client.jsonl"), { flags: "a" });
  // The error is that of `finish`.
  lines.on("error", () => {});
  return {
    append(record) {
      lines.write(`${JSON.stringify(record)}\n`);
    },
    async finish(last) {
      lines.end();
      await finished(lines);
      await writeInfo(folder, last);
    },
  };
}

/** Whoever reads meanwhile finds the old one or the new one, never half of it. */
async function writeInfo(folder: string, info: RunInfo): Promise<void> {
  const file = join(folder, "run.json");
  await writeFile(`${file}.part`, `${JSON.stringify(info, undefined, 2)}\n`);
  await rename(`${file}.part`, file);
}
