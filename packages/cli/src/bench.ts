import { existsSync } from "node:fs";
import { join } from "node:path";
import { type BenchResult, type BenchTarget, runBench } from "@isobar/compare";
import { type Receiver, startReceiver, WriteError } from "@isobar/otlp";
import { help } from "./bench/help.ts";
import { startLocalTargets } from "./bench/local-targets.ts";
import { renderEstimate, renderPlan, renderProgress, renderResult } from "./bench/render.ts";
import { type BenchSettings, readBenchSettings } from "./bench/settings.ts";
import type { Command } from "./main.ts";
import { makeRunFolder, removeIfEmpty } from "./run-folder.ts";
import { createTerminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { readVersion } from "./version.ts";

/** On a terminal a line is rewritten so often; elsewhere each is a line of a log. */
const PROGRESS_MILLIS = { terminal: 200, log: 10_000 };

/** `isobar bench`. */
export const benchCommand: Command = {
  name: "bench",
  summary: "measure functions from here: cold, warm, in bursts, on all clouds by turns",
  help,
  run: async (args) => {
    const settings = readBenchSettings(args);
    const folder = makeRunFolder(settings.output);
    const result = await measure(settings, folder).catch((error: unknown) => {
      removeIfEmpty(folder);
      if (!(error instanceof WriteError)) throw error;
      const left = existsSync(join(folder, "run.json")) ? `the run in ${folder} is partial` : "there is no run";
      throw new UsageError(`${error.message}; ${left}`);
    });
    if (settings.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    else process.stdout.write(renderResult(result, createTerminal(process.stdout).paint));
    return result.targets.every(({ measured }) => measured > 0) ? 0 : 1;
  },
};

async function measure(settings: BenchSettings, folder: string): Promise<BenchResult> {
  const terminal = createTerminal(process.stderr);
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const receiver =
    settings.receive === undefined
      ? undefined
      : await startReceiver({ ...settings.receive, directory: folder, keep: false });
  const stops: (() => Promise<unknown>)[] = [async () => receiver?.stop()];
  try {
    const targets = await readTargets(settings, receiver, stops);
    process.stderr.write(renderPlan(settings, targets.length));
    const say = throttle(terminal.progress);
    return await runBench({
      ...{ folder, targets, signal: interrupt.signal, version: readVersion() },
      ...{ pattern: settings.pattern, seed: settings.seed, options: settings.options },
      onEstimate: (usd) => process.stderr.write(renderEstimate(usd, settings)),
      onProgress: (progress) => say(() => renderProgress(progress)),
    });
  } finally {
    terminal.done();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    // What the functions still hold arrives before the receiver goes.
    for (const stop of stops.reverse()) await stop();
  }
}

async function readTargets(
  { targets, local, call, models }: BenchSettings,
  receiver: Receiver | undefined,
  stops: (() => Promise<unknown>)[],
): Promise<readonly BenchTarget[]> {
  if (local === undefined) {
    return targets.map((target) => {
      const model = models.get(target.id);
      return { ...target, call: { ...call, url: target.url }, ...(model !== undefined && { model }) };
    });
  }
  const running = await startLocalTargets(local, call, receiver?.url);
  stops.push(running.stop);
  return running.targets;
}

function throttle(progress: (text: string) => void): (render: () => string) => void {
  const least = process.stderr.isTTY === true ? PROGRESS_MILLIS.terminal : PROGRESS_MILLIS.log;
  let last = Number.NEGATIVE_INFINITY;
  return (render) => {
    if (performance.now() - last < least) return;
    last = performance.now();
    progress(render());
  };
}
