import { createConnection } from "node:net";
import { diag } from "@opentelemetry/api";
import { OTLPLogExporter as JsonLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as JsonMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import { ConsoleLogRecordExporter } from "@opentelemetry/sdk-logs";
import { ConsoleMetricExporter } from "@opentelemetry/sdk-metrics";
import { ConsoleSpanExporter } from "@opentelemetry/sdk-trace";
import type { OtlpTarget, Signal } from "../config/otlp.ts";
import type { Config } from "../config.ts";
import type { ExporterLike } from "../options.ts";
import { VERSION } from "../version.ts";

const OTLP = {
  traces: { "http/json": JsonTraceExporter, "http/protobuf": ProtobufTraceExporter },
  metrics: { "http/json": JsonMetricExporter, "http/protobuf": ProtobufMetricExporter },
  logs: { "http/json": JsonLogExporter, "http/protobuf": ProtobufLogExporter },
};

const CONSOLE = { traces: ConsoleSpanExporter, metrics: ConsoleMetricExporter, logs: ConsoleLogRecordExporter };

/** What sends one signal: the user's exporter, an official one, or undefined where the signal is switched off. */
export function createExporter(config: Config, signal: Signal): ExporterLike | undefined {
  const given = config.options.exporters?.[signal];
  if (given !== undefined) return given;
  const name = config.exporters[signal];
  if (name === "none") return undefined;
  if (name === "console") return new CONSOLE[signal]();
  const target = config.otlp[signal];
  const exporter = createLazily(() => createOtlpExporter(signal, target));
  return target.isDefault ? unlessNobodyListens(exporter, target) : exporter;
}

function createOtlpExporter(signal: Signal, target: OtlpTarget): ExporterLike {
  const Exporter = OTLP[signal][target.protocol];
  return new Exporter({
    url: target.url,
    headers: { ...target.headers },
    timeoutMillis: target.timeoutMillis,
    compression: target.compression === "gzip" ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE,
    userAgent: `isobar/${VERSION}`,
  });
}

/** The exporter is made when it has something to send for the first time. */
function createLazily(create: () => ExporterLike): ExporterLike {
  let exporter: ExporterLike | undefined;
  return {
    export: (items, done) => {
      exporter ??= create();
      exporter.export(items, done);
    },
    shutdown: async () => exporter?.shutdown(),
  };
}

let listens: Promise<boolean> | undefined;

/**
 * Without a configured endpoint, looks once whether anything listens on the default one. If nothing does, telemetry
 * is discarded from then on, and one warning says which variable to set.
 */
function unlessNobodyListens(exporter: ExporterLike, target: OtlpTarget): ExporterLike {
  return {
    export: (items, done) => {
      listens ??= probe(new URL(target.url));
      listens
        .then((isListening) => (isListening ? exporter.export(items, done) : done({ code: 0 })))
        .catch((error: Error) => done({ code: 1, error }));
    },
    shutdown: () => exporter.shutdown(),
  };
}

function probe(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: url.hostname, port: Number(url.port || "80"), timeout: 200 });
    const settle = (isListening: boolean): void => {
      socket.destroy();
      if (!isListening) {
        diag.warn(
          `isobar: nothing listens on ${url.origin}, so telemetry is discarded; set OTEL_EXPORTER_OTLP_ENDPOINT to your backend's URL`,
        );
      }
      resolve(isListening);
    };
    socket.once("connect", () => settle(true));
    socket.once("timeout", () => settle(false));
    socket.once("error", () => settle(false));
  });
}
