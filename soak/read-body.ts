import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { decodeJson, decodeProtobuf, type LogRecord, type Metric, type Signal, type Span } from "@isobar/otlp";
import type { Body, Entry } from "./ledger.ts";

const KEY = "soak.id";
const SUMS = [
  "isobar.dropped",
  "isobar.possible_duplicates",
  "isobar.possible_losses",
  "faas.invocations",
  "faas.errors",
];

/**
 * Reads a request's body: what the soak's own records in it are, and whose they are.
 *
 * @returns undefined of a body that holds nothing: it opens a connection for those that will
 * @throws Error where it is no OTLP, or not from the soak's functions
 */
export function readTelemetry(
  signal: Signal,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  sent: Buffer,
): Body | undefined {
  const plain = headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent;
  const isJson = String(headers["content-type"]).startsWith("application/json");
  const items = isJson ? decodeJson(signal, plain.toString()) : decodeProtobuf(signal, plain);
  if (items.length === 0) return undefined;
  const pid = Number(items[0]?.resource.attributes["soak.pid"]);
  if (!(pid > 0)) throw new Error(`a body of ${items.length} ${signal} does not say which process it is from`);
  const fingerprint = createHash("sha1").update(plain).digest("hex");
  const none = { fingerprint, pid, entries: [], keyless: 0, points: 0, sums: {} };
  if (signal === "traces") return { ...none, entries: (items as Span[]).flatMap(readSpan) };
  if (signal === "logs") return { ...none, entries: (items as LogRecord[]).map(readLog) };
  return { ...none, ...readMetrics(items as Metric[]) };
}

function readSpan({ attributes, traceId, spanId }: Span): Entry[] {
  return attributes[KEY] === undefined ? [] : [{ key: String(attributes[KEY]), uid: `${traceId} ${spanId}` }];
}

/** The one record without a key is the SDK's own, of the error that an invocation ended with: its span says whose. */
function readLog({ attributes, spanId }: LogRecord): Entry {
  const key = attributes[KEY] === undefined ? exceptionKey(spanId ?? "") : String(attributes[KEY]);
  return { key, uid: String(attributes["log.record.uid"]) };
}

/** The key of the record of the error that the invocation of this span ended with. */
export function exceptionKey(spanId: string): string {
  return `exception of ${spanId}`;
}

function readMetrics(metrics: readonly Metric[]): Pick<Body, "entries" | "keyless" | "points" | "sums"> {
  const entries: Entry[] = [];
  const sums: Record<string, number> = {};
  let keyless = 0;
  let points = 0;
  for (const metric of metrics) {
    points += metric.points.length;
    if (metric.type !== "sum") continue;
    for (const { attributes, value = 0 } of metric.points) {
      if (SUMS.includes(metric.name)) sums[metric.name] = (sums[metric.name] ?? 0) + Number(value);
      if (metric.name !== "soak.invocations") continue;
      if (attributes[KEY] === undefined) keyless += Number(value);
      else
        for (let count = 0; count < Number(value); count += 1) entries.push({ key: String(attributes[KEY]), uid: "" });
    }
  }
  return { entries, keyless, points, sums };
}
