import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createJsonLinesWriter, type LogRecord, type Span } from "@isobar/otlp";
import { onTestFinished } from "vitest";
import { openSources, type Sources } from "../../src/index.ts";

/** A folder that is gone when the test is over. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "isobar-compare-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes telemetry as a run's folder has it. */
export async function writeTelemetry(folder: string, spans: readonly Span[], logs: readonly LogRecord[] = []) {
  const writer = createJsonLinesWriter(folder);
  for (let start = 0; start < spans.length; start += 100) await writer.write("traces", spans.slice(start, start + 100));
  await writer.write("logs", logs);
  await writer.close();
}

/** Telemetry as a comparison reads it from files. */
export async function sourcesOf(spans: readonly Span[], logs: readonly LogRecord[] = []): Promise<Sources> {
  const folder = makeFolder();
  await writeTelemetry(folder, spans, logs);
  const sources = await openSources([folder]);
  onTestFinished(() => sources.close());
  return sources;
}
