import { mkdirSync, rmdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "./usage-error.ts";

/** Makes a folder for what a command leaves behind, named after the time. */
export function makeRunFolder(output: string): string {
  const name = new Date().toISOString().replaceAll(":", "-").replace(/\..*/, "");
  const folder = resolve(join(output, name));
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`the run folder ${folder} cannot be made: ${(error as Error).message}`);
  }
  return folder;
}

/** Takes a run's folder away again where nothing came of it. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // There is something in it.
  }
}
