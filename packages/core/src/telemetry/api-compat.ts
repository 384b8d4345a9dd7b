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
