import { setTimeout as wait } from "node:timers/promises";
import type { LocalPlatform, OutputLine } from "@isobar/local";
import { type Backend, startBackend } from "./backend.ts";
import { clouds, functionFile, type Platform } from "./clouds.ts";
import { createFaultDeck } from "./faults.ts";
import { createLedger, type Ledger, note } from "./ledger.ts";
import { createPlan, type Epoch, type Order, type Step } from "./plan.ts";
import { exceptionKey } from "./read-body.ts";
import { createSaid, hear } from "./said.ts";

export interface DriveOptions {
  readonly seed: number;
  readonly invocations: number;
  readonly endpoint?: string | undefined;
  /** Called now and then. */
  readonly onProgress?: (platform: Platform, done: number) => void;
}

/** Shorter than the default of 10 s, so that many silences fit into a run. */
const CLIENT_TIMEOUT_MILLIS = 2000;
const CALL_TIMEOUT_MILLIS = 60_000;

/** Runs a platform's plan. What comes of it is in the ledger; it judges nothing. */
export async function drive(platform: Platform, options: DriveOptions): Promise<Ledger> {
  const ledger = createLedger(platform);
  let running: LocalPlatform | undefined;
  const backend = await startBackend({
    ledger,
    deck: createFaultDeck(options.seed, platform),
    isFrozen: (pid) =>
      running?.instances().some((instance) => instance.pid === pid && instance.state === "frozen") ?? false,
    clientTimeoutMillis: CLIENT_TIMEOUT_MILLIS,
    endpoint: options.endpoint,
  });
  try {
    let number = 0;
    for (const epoch of createPlan(options.seed, platform, options.invocations)) {
      await runEpoch({ ledger, platform, backend, epoch, number, options, onStart: (started) => (running = started) });
      number += 1;
    }
  } finally {
    await backend.stop();
  }
  return ledger;
}

interface Run {
  readonly ledger: Ledger;
  readonly platform: Platform;
  readonly backend: Backend;
  readonly epoch: Epoch;
  readonly number: number;
  readonly options: DriveOptions;
  readonly onStart: (running: LocalPlatform) => void;
}

async function runEpoch(run: Run): Promise<void> {
  const { platform, backend, epoch } = run;
  const cloud = clouds[platform];
  const lines: OutputLine[] = [];
  backend.setFaults(epoch.hasFaults);
  const running = await cloud.start({
    file: functionFile(platform),
    target: "http",
    name: "soak",
    concurrency: cloud.concurrency,
    maxInstances: cloud.maxInstances,
    ...(epoch.atThaw !== undefined && { egress: { atThaw: epoch.atThaw } }),
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: String(CLIENT_TIMEOUT_MILLIS),
      OTEL_LOG_LEVEL: "debug",
      ...(run.options.endpoint !== undefined && pick("OTEL_EXPORTER_OTLP_HEADERS")),
    },
    onLine: (line) => lines.push(line),
  });
  run.onStart(running);
  try {
    for (const step of epoch.steps) await take(step, running, run);
  } finally {
    await running.stop();
    readLines(lines, running, run);
  }
}

function pick(name: string): Record<string, string> {
  const value = process.env[name];
  return value === undefined ? {} : { [name]: value };
}

async function take(step: Step, running: LocalPlatform, run: Run): Promise<void> {
  const { ledger, backend } = run;
  switch (step.kind) {
    case "burst":
      return invokeAll(step, running, run);
    case "pause": {
      if (step.freezes) running.freeze();
      const frozen = running.instances().filter(({ state }) => state === "frozen").length;
      note(ledger, "frozen", frozen);
      await wait(step.millis);
      if (step.freezes) thaw(running, run);
      return;
    }
    case "outage":
      return backend.fail(step.how);
    case "recovery":
      return backend.recover();
    case "sigterm":
      note(ledger, "SIGTERM", running.instances().filter(({ state }) => state !== "ended").length);
      return running.terminate();
    case "sigkill": {
      await wait(step.afterMillis);
      const living = running.instances().filter(({ state }) => state !== "ended");
      for (const { pid, activeMillis } of living) ledger.kills.push({ pid, activeMillis });
      note(ledger, "SIGKILL", living.length);
      return running.kill();
    }
  }
}

function thaw(running: LocalPlatform, run: Run): void {
  const { ledger } = run;
  const frozen = running.instances().filter(({ state }) => state === "frozen").length;
  note(ledger, "thawed", frozen);
  if (thawBreaks(run)) ledger.breaks.push(performance.now());
  running.thaw();
}

/** Azure takes nobody's CPU away. */
function thawBreaks({ platform, epoch }: Run): boolean {
  return platform !== "azure" && epoch.atThaw !== undefined && epoch.atThaw !== "keep";
}

async function invokeAll(step: Step & { kind: "burst" }, running: LocalPlatform, run: Run): Promise<void> {
  const { ledger } = run;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < step.orders.length) {
      const index = next;
      next += 1;
      // A request thaws, and a thaw may break what the instance had open.
      if (thawBreaks(run)) ledger.breaks.push(performance.now());
      const answered = invoke(step.orders[index] as Order, running, run);
      if (step.breaks?.at === index) {
        await wait(2);
        note(ledger, `connections ${BROKEN[step.breaks.how]}`, running.breakConnections(step.breaks.how));
        ledger.breaks.push(performance.now());
      }
      await answered;
    }
  };
  await Promise.all(Array.from({ length: step.width }, work));
  run.options.onProgress?.(run.platform, ledger.invocations.size);
}

const BROKEN = { close: "closed", reset: "reset", blackhole: "blackholed" };

async function invoke(order: Order, running: LocalPlatform, run: Run): Promise<void> {
  const { ledger, platform, number } = run;
  const { id, spans, logs, throws } = order;
  const numbered = (kind: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${id}/${kind}-${index}`);
  const entry = {
    id,
    platform,
    epoch: number,
    spans: [`${id}/root`, ...numbered("span", spans)],
    logs: numbered("log", logs),
    throws,
  };
  ledger.invocations.set(id, entry);
  try {
    const response = await fetch(`${running.url}${clouds[platform].path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(order),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MILLIS),
    });
    const text = await response.text();
    if (response.ok === throws) ledger.troubles.push(`${id} was answered ${response.status}`);
    if (!response.ok) return;
    const { pid } = JSON.parse(text) as { pid: number };
    const active = running.instances().find((instance) => instance.pid === pid)?.activeMillis;
    if (active !== undefined) Object.assign(entry, { activeAtAnswerMillis: active });
  } catch (error) {
    ledger.troubles.push(`${id} was not answered: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What the instances have said: each invocation that it ran to its end, and the SDK what it lost. */
function readLines(lines: readonly OutputLine[], running: LocalPlatform, { ledger }: Run): void {
  const pids = new Map(running.instances().map(({ id, pid }) => [id, pid]));
  for (const { instanceId, stream, text } of lines) {
    const pid = pids.get(instanceId);
    if (pid === undefined) continue;
    let said = ledger.said.get(pid);
    if (said === undefined) {
      said = createSaid();
      ledger.said.set(pid, said);
    }
    if (stream === "stderr") hear(said, text);
    const [, id, span] = /\{"soak":"([^"]*)","span":"(\w*)"\}/.exec(text) ?? [];
    const invocation = id === undefined ? undefined : ledger.invocations.get(id);
    if (invocation === undefined) continue;
    const logs = invocation.throws ? [...invocation.logs, exceptionKey(String(span))] : invocation.logs;
    ledger.invocations.set(invocation.id, { ...invocation, pid, logs });
  }
}
