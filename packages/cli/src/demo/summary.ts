import type { PlatformCounts } from "@isobar/local";
import type { LogRecord, Receiver, Span } from "@isobar/otlp";
import type { Cloud } from "./clouds.ts";
import type { SeenMessage, SeenRequest } from "./drive.ts";
import { type Ledger, lineKey, REQUEST_ID } from "./ledger.ts";

/** One platform's figures, as `--json` prints them. Null is what cannot be known: what a foreign backend received. */
export interface PlatformSummary {
  /** The `cloud.platform` value. */
  readonly platform: string;
  /** HTTP requests that the client sent. */
  readonly requests: number;
  /** Queue messages that the client sent. */
  readonly messages: number;
  /** Handler entries that the platform counted. */
  readonly invocations: number;
  /** Thrown or failed on the platform, timeouts among them. */
  readonly errors: number;
  /** 5xx that the function itself returned. */
  readonly http5xx: number;
  readonly timeouts: number;
  readonly coldStarts: number;
  /** Median of process start to ready. */
  readonly initMillis: number | null;
  /** Of warm HTTP requests, measured by the client. */
  readonly p50Millis: number | null;
  readonly p95Millis: number | null;
  readonly spansReceived: number | null;
  readonly logsReceived: number | null;
  /** Invocations without a server span, and log lines that were written and did not arrive. */
  readonly lost: number | null;
  /** Spans and log records that arrived more than once. */
  readonly duplicates: number | null;
}

export interface Evidence {
  readonly cloud: Cloud;
  readonly requests: readonly SeenRequest[];
  readonly messages: readonly SeenMessage[];
  readonly ledger: Ledger;
  readonly counts: readonly PlatformCounts[];
  readonly receiver: Pick<Receiver, "spans" | "logRecords"> | undefined;
}

/** Joins what the client, the platform and the receiver saw. */
export function summarize(evidence: Evidence): { summary: PlatformSummary; problems: string[] } {
  const { cloud, requests, messages, ledger, counts, receiver } = evidence;
  const sum = (read: (count: PlatformCounts) => number): number =>
    counts.reduce((total, count) => total + read(count), 0);
  const warm = requests.filter((seen) => !ledger.cold.has(seen.id) && !seen.isPlatformStatus && seen.status !== 0);
  const durations = warm.map((seen) => seen.durationMillis);
  const arrived = receiver && findArrivals(evidence, receiver.spans, receiver.logRecords);
  const unexpected = requests.filter((seen) => seen.status !== seen.expectedStatus);
  const failedMessages = messages.filter((seen) => !seen.ok);
  const summary: PlatformSummary = {
    platform: cloud.platform,
    requests: requests.length,
    messages: messages.length,
    invocations: sum((count) => count.invocations),
    errors: sum((count) => count.errors),
    http5xx: requests.filter((seen) => seen.status >= 500 && !seen.isPlatformStatus).length,
    timeouts: sum((count) => count.timeouts),
    coldStarts: sum((count) => count.coldStarts),
    initMillis: percentile(
      counts.flatMap((count) => [...count.initMillis]),
      0.5,
    ),
    p50Millis: percentile(durations, 0.5),
    p95Millis: percentile(durations, 0.95),
    spansReceived: arrived?.spans ?? null,
    logsReceived: arrived?.logs ?? null,
    lost: arrived?.lost ?? null,
    duplicates: arrived?.duplicates ?? null,
  };
  const problems = [
    ...unexpected.map((seen) => `${seen.id} was answered ${seen.status} instead of ${seen.expectedStatus}`),
    ...failedMessages.map((seen) => `${seen.id} was not processed`),
    ...(arrived === undefined || arrived.lost === 0
      ? []
      : [`${cloud.title}: ${arrived.lost} spans or log lines did not arrive`]),
  ];
  return { summary, problems };
}

interface Arrivals {
  readonly spans: number;
  readonly logs: number;
  readonly lost: number;
  readonly duplicates: number;
}

function findArrivals(
  { cloud, requests, messages, ledger }: Evidence,
  allSpans: readonly Span[],
  allLogs: readonly LogRecord[],
): Arrivals {
  const isHere = (item: Span | LogRecord): boolean => item.resource.attributes["cloud.platform"] === cloud.platform;
  const spans = allSpans.filter(isHere);
  const logs = allLogs.filter(isHere);
  const served = new Set(
    spans
      .filter(({ kind }) => kind === "server" || kind === "consumer")
      .map(({ attributes }) => attributes[REQUEST_ID]),
  );
  const missingSpans = [...requests, ...messages].filter((seen) => !served.has(seen.id)).length;
  const lines = new Map<string, number>();
  for (const { attributes, body } of logs) {
    const id = attributes[REQUEST_ID];
    if (typeof id !== "string") continue;
    const key = lineKey(id, String(body));
    lines.set(key, (lines.get(key) ?? 0) + 1);
  }
  let missingLines = 0;
  let repeatedLines = 0;
  for (const [key, written] of ledger.lines) {
    const received = lines.get(key) ?? 0;
    missingLines += Math.max(0, written - received);
    repeatedLines += Math.max(0, received - written);
  }
  const repeatedSpans = spans.length - new Set(spans.map((span) => span.spanId)).size;
  return {
    spans: spans.length,
    logs: logs.length,
    lost: missingSpans + missingLines,
    duplicates: repeatedSpans + repeatedLines,
  };
}

/** The value below which this share of the samples lies (nearest rank); null without samples. */
export function percentile(samples: readonly number[], share: number): number | null {
  const sorted = samples.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  return value === undefined ? null : Math.round(value * 10) / 10;
}
