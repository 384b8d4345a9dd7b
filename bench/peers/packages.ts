import type { Layout } from "./peer.ts";

// Versions are the newest of the day on which they were last looked at.

export const API = { "@opentelemetry/api": "1.10.0" };
export const PINO = { pino: "10.4.0" };

/** What the OpenTelemetry SDK is put together from by hand, for all three signals. */
export const BY_HAND = {
  ...API,
  ...PINO,
  "@opentelemetry/context-async-hooks": "3.1.0",
  "@opentelemetry/core": "3.1.0",
  "@opentelemetry/exporter-logs-otlp-http": "0.301.0",
  "@opentelemetry/exporter-metrics-otlp-http": "0.301.0",
  "@opentelemetry/exporter-trace-otlp-http": "0.301.0",
  "@opentelemetry/resources": "3.1.0",
  "@opentelemetry/sdk-logs": "3.1.0",
  "@opentelemetry/sdk-metrics": "3.1.0",
  "@opentelemetry/sdk-trace": "3.1.0",
};

/** Refuses bundles, for this reason. */
export const noBundle = (reason: string) => (layout: Layout) => (layout === "bundle" ? reason : undefined);
