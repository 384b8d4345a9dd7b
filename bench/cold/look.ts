import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startReceiver } from "@isobar/otlp";
import type { Backend, Taken } from "../measure/backend.ts";
import { countOpenedFiles, findStrace, traceOpens } from "../measure/opened-files.ts";
import { type StartOptions, startVariant } from "../measure/start.ts";
import { nameOf, type Variant } from "../peers/variants.ts";

/** What one start did, beside taking time. */
export interface Look {
  /** Files below the function's folder; undefined where that cannot be seen. */
  readonly files: number | undefined;
  /** What a backend that decodes OTLP had of the one invocation. */
  readonly spans: number;
  readonly points: number;
  readonly records: number;
  /** What the backend of the measurement had of it. */
  readonly sent: Taken;
}

/** For what is sent behind the response, where nothing holds the instance for it. */
const SETTLE_MILLIS = 1500;

/**
 * Starts a variant twice before it is measured: watched, which takes far longer, and as it will be. That brings its files
 * into the machine's memory, too.
 *
 * @throws Error where the backend of the measurement got nothing from it
 */
export async function lookAt(
  variant: Variant,
  backend: Backend,
  options: Omit<StartOptions, "freeze" | "endpoint">,
): Promise<Look> {
  const strace = findStrace();
  const traceFile = join(tmpdir(), `isobar-bench-${process.pid}-${nameOf(variant).replaceAll(" ", "-")}.strace`);
  const receiver = await startReceiver();
  try {
    const command = strace === undefined ? [] : traceOpens(strace, traceFile);
    await runOnce(variant, { ...options, command, env: {}, endpoint: receiver.url });
    await runOnce(variant, { ...options, endpoint: backend.url });
    const sent = await backend.taken();
    const spans = receiver.spans.length;
    if (sent.requests === 0 && spans > 0) throw new Error(`${nameOf(variant)}: its telemetry does not arrive`);
    return {
      files: strace === undefined ? undefined : countOpenedFiles(traceFile, variant.file),
      spans,
      points: receiver.metrics.reduce((total, { points }) => total + points.length, 0),
      records: receiver.logRecords.length,
      sent,
    };
  } finally {
    await receiver.stop();
    rmSync(traceFile, { force: true });
  }
}

async function runOnce(variant: Variant, options: Omit<StartOptions, "freeze">): Promise<void> {
  const { platform, send, stop } = await startVariant(variant, { ...options, freeze: false });
  try {
    await send();
    while (platform.invocations().length === 0) await wait(2);
    if (variant.peer.platform !== "aws") await wait(SETTLE_MILLIS);
  } finally {
    await stop();
  }
}
