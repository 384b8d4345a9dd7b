import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startReceiver } from "@isobar/otlp";
import type { Backend, Taken } from "../measure/backend.ts";
import { countOpenedFiles, findStrace, traceOpens } from "../measure/opened-files.ts";
import type { Runtime } from "../measure/runtime.ts";
import { nameOf, type Variant } from "../peers/variants.ts";
import { measureStart, type Start } from "./start.ts";

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

export interface LookOptions {
  readonly runtime: Runtime;
  readonly backend: Backend;
  /** Starts it as it is measured. */
  measure(variant: Variant): Promise<Start>;
}

/**
 * Starts a variant twice before it is measured: watched, which takes far longer, and as it will be. That brings its files
 * into the machine's memory, too.
 *
 * @throws Error where the backend of the measurement got nothing from it
 */
export async function lookAt(variant: Variant, { runtime, backend, measure }: LookOptions): Promise<Look> {
  const strace = findStrace();
  const traceFile = join(tmpdir(), `isobar-bench-${process.pid}-${nameOf(variant).replaceAll(" ", "-")}.strace`);
  const receiver = await startReceiver();
  try {
    const command = strace === undefined ? [] : traceOpens(strace, traceFile);
    await measureStart(variant, { runtime, command, env: {}, endpoint: receiver.url });
    const spans = receiver.spans.length;
    await measure(variant);
    const sent = await backend.taken();
    if (sent.requests === 0 && spans > 0) throw new Error(`${nameOf(variant)}: its telemetry does not arrive`);
    return {
      sent,
      spans,
      files: strace === undefined ? undefined : countOpenedFiles(traceFile, variant.file),
      points: receiver.metrics.reduce((total, { points }) => total + points.length, 0),
      records: receiver.logRecords.length,
    };
  } finally {
    await receiver.stop();
    rmSync(traceFile, { force: true });
  }
}
