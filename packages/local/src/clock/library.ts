import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { SOURCE } from "./source.ts";

const FLAGS = ["-shared", "-fPIC", "-O2", "-pthread"];

/**
 * Compiles the library that lets a clock stand still, once for all platforms of this user.
 *
 * @returns Its path.
 * @throws Error on another system than Linux, and where it cannot be compiled.
 */
export async function buildClockLibrary(): Promise<string> {
  if (process.platform !== "linux") throw new Error('frozenClock: "stands" works on Linux only');
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "isobar-local");
  const hash = createHash("sha256").update(SOURCE).digest("hex").slice(0, 16);
  const library = join(cache, `clock-${process.arch}-${hash}.so`);
  if (existsSync(library)) return library;
  await mkdir(cache, { recursive: true });
  // Built beside its place and moved there: an interrupted build leaves nothing that looks whole.
  const folder = await mkdtemp(join(cache, "build-"));
  try {
    const [source, built] = [join(folder, "clock.c"), join(folder, "clock.so")];
    await writeFile(source, SOURCE);
    await promisify(execFile)("cc", [...FLAGS, "-o", built, source, "-ldl"]);
    await rename(built, library);
  } catch (error) {
    throw new Error('frozenClock: "stands" needs a C compiler (cc) and glibc', { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return library;
}
