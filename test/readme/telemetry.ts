import { join } from "node:path";
import { jsonLinesPath, type LogRecord, type Metric, readJsonLines, type Span } from "@isobar/otlp";

export interface Telemetry {
  readonly spans: readonly Span[];
  readonly logRecords: readonly LogRecord[];
  readonly metrics: readonly Metric[];
}

/** What a receiver of `@isobar/otlp` kept in the folder `telemetry` of a place. */
export async function readTelemetry(directory: string): Promise<Telemetry> {
  const folder = join(directory, "telemetry");
  return {
    spans: await collect(readJsonLines("traces", jsonLinesPath(folder, "traces"))),
    logRecords: await collect(readJsonLines("logs", jsonLinesPath(folder, "logs"))),
    metrics: await collect(readJsonLines("metrics", jsonLinesPath(folder, "metrics"))),
  };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** The sum of a counter's points for one kind of trigger. */
export function countOf({ metrics }: Pick<Telemetry, "metrics">, name: string, trigger: string): number {
  let sum = 0;
  for (const metric of metrics) {
    if (metric.name !== name || metric.type !== "sum") continue;
    for (const { attributes, value } of metric.points) {
      if (attributes["faas.trigger"] === trigger) sum += Number(value ?? 0);
    }
  }
  return sum;
}
