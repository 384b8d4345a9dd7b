import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Attachment } from "../surroundings.ts";
import type { PlatformOptions } from "../types.ts";
import { buildClockLibrary } from "./library.ts";
import { CLOCK_VARIABLE } from "./source.ts";

/** The clocks of a platform's instances. */
export interface Clocks {
  /** Makes the clock of one more instance; undefined where it is the system's. */
  open(): Attachment | undefined;
}

const BYTES = 8;
/**
 * A signal stops a process at once, but not in the instant in which it is sent: a clock that was read since then must
 * not go back.
 */
const STOP_NANOS = 1_000_000n;

function openClock(env: Readonly<Record<string, string>>): Attachment {
  const folder = mkdtempSync(join(tmpdir(), "isobar-clock-"));
  const file = join(folder, "stood");
  writeFileSync(file, Buffer.alloc(BYTES));
  const descriptor = openSync(file, "r+");
  const stood = new BigInt64Array(1);
  let stoodNanos = 0n;
  let frozenAtNanos: bigint | undefined;
  return {
    env: { ...env, [CLOCK_VARIABLE]: file },
    freeze() {
      frozenAtNanos = process.hrtime.bigint() + STOP_NANOS;
    },
    thaw() {
      const now = process.hrtime.bigint();
      if (frozenAtNanos !== undefined && now > frozenAtNanos) stoodNanos += now - frozenAtNanos;
      frozenAtNanos = undefined;
      // The process has the file mapped into its memory.
      stood[0] = stoodNanos;
      writeSync(descriptor, stood, 0, BYTES, 0);
    },
    close() {
      closeSync(descriptor);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Prepares the clocks.
 *
 * @param frozenClock - what they do while an instance is frozen
 * @param env - the function's own variables
 * @throws Error where a clock cannot be made to stand still.
 */
export async function createClocks(
  frozenClock: NonNullable<PlatformOptions["frozenClock"]>,
  env: PlatformOptions["env"] = {},
): Promise<Clocks> {
  if (frozenClock === "runs") return { open: () => undefined };
  const library = await buildClockLibrary();
  const preload = env.LD_PRELOAD === undefined ? library : `${library}:${env.LD_PRELOAD}`;
  return { open: () => openClock({ LD_PRELOAD: preload }) };
}
