import { mkdirSync, rmdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "./usage-error.ts";

/** Makes a folder for what a command leaves behind, named after the time; of two in one second the later has a number. */
export function makeRunFolder(output: string): string {
  const name = new Date().toISOString().replaceAll(":", "-").replace(/\..*/, "");
  const folder = resolve(join(output, name));
  try {
    mkdirSync(dirname(folder), { recursive: true });
    for (let number = 1; ; number += 1) {
      const free = number === 1 ? folder : `${folder}-${number}`;
      if (makeNew(free)) return free;
    }
  } catch (error) {
    throw new UsageError(`the run folder ${folder} cannot be made: ${(error as Error).message}`);
  }
}

function makeNew(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Takes a run's folder away again where nothing came of it. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // There is something in it.
  }
}
