import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { type LogRecord, type Receiver, type Span, startReceiver, toWriteError } from "@isobar/otlp";
import { telemetrySettings } from "../telemetry-settings.ts";
import { type Cloud, clouds } from "./clouds.ts";
import { compareDemo, type DemoComparison } from "./comparison.ts";
import { type SeenMessage, type SeenRequest, sendMessages, sendRequests } from "./drive.ts";
import { createLedger } from "./ledger.ts";
import { planMessages, planRequests } from "./plan.ts";
import { type PlatformSummary, summarize } from "./summary.ts";

export interface DemoRun {
  readonly requests: number;
  readonly endpoint: string | undefined;
  readonly runFolder: string;
  readonly progress: (text: string) => void;
}

/** What the demo found. */
export interface DemoReport {
  /** What `--json` prints. */
  readonly summary: {
    readonly platforms: readonly PlatformSummary[];
    readonly runFolder: string;
    /** The page that compares the platforms; null where there is none. */
    readonly report: string | null;
  };
  /** The platforms side by side, or why they are not; nothing where the telemetry went elsewhere. */
  readonly compared: DemoComparison | string | undefined;
  /** What went wrong, in words; empty where all is well. */
  readonly problems: readonly string[];
  /** What arrived at the demo's own receiver. */
  readonly spans: readonly Span[];
  readonly logRecords: readonly LogRecord[];
  readonly endpoint: string | undefined;
}

const TIMEOUT_MILLIS = 3000;

/** Runs the example on the three platforms, one after the other, so that they do not compete for the processors. */
export async function runDemo(options: DemoRun): Promise<DemoReport> {
  const receiver = options.endpoint === undefined ? await startReceiver({ directory: options.runFolder }) : undefined;
  const platforms: PlatformSummary[] = [];
  const problems: string[] = [];
  try {
    for (const cloud of clouds) {
      const result = await runCloud(cloud, options, receiver);
      platforms.push(result.summary);
      problems.push(...result.problems);
    }
  } finally {
    await receiver?.stop();
  }
  if (receiver !== undefined) options.progress("comparing");
  const compared = receiver === undefined ? undefined : await compareDemo(options.runFolder);
  const report = typeof compared === "object" ? compared.report : null;
  return {
    summary: { platforms, runFolder: options.runFolder, report },
    compared,
    problems,
    spans: receiver?.spans ?? [],
    logRecords: receiver?.logRecords ?? [],
    endpoint: options.endpoint,
  };
}

async function runCloud(
  cloud: Cloud,
  options: DemoRun,
  receiver: Receiver | undefined,
): Promise<{ summary: PlatformSummary; problems: string[] }> {
  const ledger = createLedger();
  const say = (what: string): void => options.progress(`${cloud.title}: ${what}`);
  say("starting");
  const running = await cloud.start({
    env: {
      // What is shown is what arrives: on a busy machine half a second may not be enough for it.
      ISOBAR_FLUSH_TIMEOUT_MILLIS: "5000",
      ...telemetrySettings(),
      OTEL_EXPORTER_OTLP_ENDPOINT: options.endpoint ?? receiver?.url ?? "",
    },
    timeoutMillis: TIMEOUT_MILLIS,
    onLine: ledger.onLine,
  });
  let requests: SeenRequest[] = [];
  let messages: SeenMessage[] = [];
  try {
    const phases = planRequests(cloud.platform, options.requests);
    requests = await sendRequests(cloud, running, phases, (phase) =>
      say(`${phase.name} (${phase.requests.length} requests)`),
    );
    const planned = planMessages(cloud.platform, Math.max(12, Math.round(options.requests / 10)));
    say(`queue (${planned.length} messages)`);
    messages = await sendMessages(cloud.platform, running, planned);
    say("ending");
  } finally {
    await Promise.all(running.functions.map((platform) => platform.stop()));
  }
  writeLines(join(options.runFolder, "requests.jsonl"), requests);
  writeLines(join(options.runFolder, "messages.jsonl"), messages);
  const counts = running.functions.map((platform) => platform.counts());
  return summarize({ cloud, requests, messages, ledger, counts, receiver });
}

function writeLines(file: string, items: readonly object[]): void {
  try {
    appendFileSync(file, items.map((item) => `${JSON.stringify(item)}\n`).join(""));
  } catch (error) {
    throw toWriteError(file, error);
  }
}
