/**
 * `@opentelemetry/api` as the SDK inside this package sees it. The SDK is written for 1.10; an application may have
 * 1.9, which lacks some names, and importing a missing name would stop the whole module from loading. So the SDK's
 * imports are led here when the package is built, and what 1.9 lacks is made up for. The build fails when the SDK
 * wants a name that is not listed.
 */
import * as api from "@opentelemetry/api";

const {
  baggageEntryMetadataFromString,
  context,
  createContextKey,
  createNoopMeter,
  DiagLogLevel,
  diag,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  isValidSpanId,
  isValidTraceId,
  propagation,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SamplingDecision,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} = api;

const newer = api as { SeverityNumber?: Record<string, unknown>; createNoopLogger?: () => unknown };

/** Severity numbers of the OpenTelemetry log data model. */
export const SeverityNumber: Record<string, unknown> = newer.SeverityNumber ?? severityNumbers();

/** A logger that does nothing. */
export const createNoopLogger: () => unknown =
  newer.createNoopLogger ?? (() => ({ emit: () => {}, enabled: () => false }));

function severityNumbers(): Record<string, unknown> {
  const names = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
  const numbers: Record<string, unknown> = { UNSPECIFIED: 0, 0: "UNSPECIFIED" };
  for (const [index, name] of names.entries()) {
    for (let step = 0; step < 4; step += 1) {
      const number = index * 4 + step + 1;
      const full = step === 0 ? name : `${name}${step + 1}`;
      numbers[full] = number;
      numbers[number] = full;
    }
  }
  return numbers;
}

export {
  baggageEntryMetadataFromString,
  context,
  createContextKey,
  createNoopMeter,
  DiagLogLevel,
  diag,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  isValidSpanId,
  isValidTraceId,
  ProxyTracerProvider,
  propagation,
  ROOT_CONTEXT,
  SamplingDecision,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
};
