import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { ExporterLike } from "../options.ts";
import { hrTimeToMicros } from "./hr-time.ts";

/** Prints log records, for `OTEL_LOGS_EXPORTER=console`, in the form in which OpenTelemetry's SDK prints them. */
export class ConsoleLogExporter implements ExporterLike {
  export(records: readonly ReadableLogRecord[], done: (result: { code: number }) => void): void {
    for (const record of records) {
      // biome-ignore lint/suspicious/noConsole: it is what the user has asked for
      console.dir(describe(record), { depth: 3 });
    }
    done({ code: 0 });
  }
  async shutdown(): Promise<void> {}
}

function describe(record: ReadableLogRecord): object {
  return {
    resource: { attributes: record.resource.attributes },
    instrumentationScope: record.instrumentationScope,
    timestamp: hrTimeToMicros(record.hrTime),
    traceId: record.spanContext?.traceId,
    spanId: record.spanContext?.spanId,
    traceFlags: record.spanContext?.traceFlags,
    severityText: record.severityText,
    severityNumber: record.severityNumber,
    eventName: record.eventName,
    body: record.body,
    attributes: record.attributes,
  };
}
