import type { Attributes } from "@opentelemetry/api";
import type { Env, FlushMode } from "./adapter.ts";
import {
  checkOptions,
  FLUSH_MODES,
  INCOMING_CONTEXT,
  OUTGOING_CALLS,
  PLATFORM_PARENT,
  SEMCONV_VERSIONS,
} from "./config/check-options.ts";
import { readOrigins } from "./config/origins.ts";
import { type OtlpTarget, readOtlpTarget, type Signal } from "./config/otlp.ts";
import { readBoolean, readEnum, readNumber, readPairs, readString, type Warn } from "./config/read.ts";
import type { IsobarOptions, PrivacyOptions } from "./options.ts";

/** Where one signal goes. */
export type ExporterName = "otlp" | "console" | "none";

export type SamplerName =
  | "always_on"
  | "always_off"
  | "traceidratio"
  | "parentbased_always_on"
  | "parentbased_always_off"
  | "parentbased_traceidratio";

/** A value of `OTEL_PROPAGATORS`: one of the core's, or one that the platform's adapter adds. */
export type PropagatorName = string;

/** The propagators that every platform has. */
export const CORE_PROPAGATORS: readonly PropagatorName[] = ["tracecontext", "baggage", "b3", "b3multi"];

/** The options after environment and defaults: every field present. */
export interface Config {
  readonly disabled: boolean;
  readonly serviceName: string | undefined;
  readonly resource: Attributes;
  readonly resourceFromEnv: Readonly<Record<string, string>>;
  readonly propagators: readonly PropagatorName[];
  readonly samplerName: SamplerName;
  readonly samplerRatio: number;
  readonly exporters: Readonly<Record<Signal, ExporterName>>;
  readonly otlp: Readonly<Record<Signal, OtlpTarget>>;
  readonly temporality: "delta" | "cumulative" | "lowmemory";
  readonly histogramAggregation: "explicit_bucket_histogram" | "base2_exponential_bucket_histogram";
  /** Where an exception is recorded. */
  readonly exceptionSignal: "logs" | "events" | "both";
  readonly spanLimits: {
    readonly attributeValueLengthLimit?: number;
    readonly attributeCountLimit: number;
    readonly linkCountLimit: number;
    readonly eventCountLimit: number;
  };
  readonly flush: "auto" | FlushMode;
  readonly flushTimeoutMillis: number;
  readonly maxAgeMillis: number;
  readonly timeoutMillis: number | undefined;
  readonly earlySpan: boolean;
  readonly serverTiming: boolean;
  readonly incomingContext: NonNullable<IsobarOptions["incomingContext"]>;
  readonly platformParent: NonNullable<IsobarOptions["platformParent"]>;
  readonly outgoingCalls: NonNullable<IsobarOptions["outgoingCalls"]>;
  /** What an origin is tested with. */
  readonly propagateTo: readonly RegExp[];
  readonly semconv: NonNullable<IsobarOptions["semconv"]>;
  readonly privacy: Required<PrivacyOptions>;
  /** What the caller passed, for the parts that are code: sampler, exporters, processors, hooks. */
  readonly options: IsobarOptions;
  /** What could not be used, by name; reported once. */
  readonly warnings: readonly string[];
}

const DEFAULT_FLUSH_TIMEOUT_MILLIS = 500;
const DEFAULT_MAX_AGE_MILLIS = 1000;

/**
 * Joins code options, `OTEL_*` variables and defaults, in that order of precedence. Pure: it is the only reader of
 * `OTEL_*` and `ISOBAR_*`. A value that cannot be used becomes a warning and the default.
 *
 * @param platformPropagators - the names that the adapter adds to those of `OTEL_PROPAGATORS`
 */
export function resolveConfig(
  options: IsobarOptions,
  env: Env,
  platformPropagators: readonly PropagatorName[] = [],
): Config {
  const warnings: string[] = [];
  const warn: Warn = (message) => {
    if (!warnings.includes(message)) warnings.push(message);
  };
  const given = checkOptions(options, warn);
  const exporters = bySignal((signal) => readExporter(env, signal, warn));
  const samplerName = readEnum(env, "OTEL_TRACES_SAMPLER", SAMPLERS, "parentbased_always_on", warn);
  const fromEnv = readPairs(env, "OTEL_RESOURCE_ATTRIBUTES", warn) ?? {};
  return {
    disabled: readBoolean(env, "OTEL_SDK_DISABLED", false, warn),
    serviceName: given.serviceName ?? readString(env, "OTEL_SERVICE_NAME") ?? fromEnv["service.name"],
    resource: given.resource ?? {},
    resourceFromEnv: fromEnv,
    propagators: readPropagators(env, [...CORE_PROPAGATORS, ...platformPropagators], warn),
    samplerName,
    samplerRatio: readRatio(env, warn),
    exporters,
    otlp: bySignal((signal) => readOtlpTarget(env, signal, warn)),
    temporality: readEnum(
      env,
      "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
      ["delta", "cumulative", "lowmemory"],
      "delta",
      warn,
    ),
    histogramAggregation: readEnum(
      env,
      "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
      ["explicit_bucket_histogram", "base2_exponential_bucket_histogram"],
      "explicit_bucket_histogram",
      warn,
    ),
    exceptionSignal: readExceptionSignal(env, exporters.logs !== "none" || given.exporters?.logs !== undefined, warn),
    spanLimits: readSpanLimits(env, warn),
    flush: given.flush ?? readEnum(env, "ISOBAR_FLUSH", FLUSH_MODES, "auto", warn),
    flushTimeoutMillis:
      given.flushTimeoutMillis ?? readNumber(env, "ISOBAR_FLUSH_TIMEOUT_MILLIS", DEFAULT_FLUSH_TIMEOUT_MILLIS, warn),
    maxAgeMillis: given.maxAgeMillis ?? readNumber(env, "ISOBAR_MAX_AGE_MILLIS", DEFAULT_MAX_AGE_MILLIS, warn),
    timeoutMillis: given.timeoutMillis ?? readNumber(env, "ISOBAR_TIMEOUT_MILLIS", undefined, warn, 1),
    earlySpan: given.earlySpan ?? readBoolean(env, "ISOBAR_EARLY_SPAN", false, warn),
    serverTiming: given.serverTiming ?? readBoolean(env, "ISOBAR_SERVER_TIMING", false, warn),
    incomingContext: given.incomingContext ?? readEnum(env, "ISOBAR_INCOMING_CONTEXT", INCOMING_CONTEXT, "trust", warn),
    platformParent: given.platformParent ?? readEnum(env, "ISOBAR_PLATFORM_PARENT", PLATFORM_PARENT, "auto", warn),
    outgoingCalls: given.outgoingCalls ?? readOutgoingCalls(env, warn),
    propagateTo: readOrigins(given.propagateTo, env, warn),
    semconv: given.semconv ?? readEnum(env, "ISOBAR_SEMCONV", SEMCONV_VERSIONS, "1.45", warn),
    privacy: { exceptionMessage: false, urlPath: "redacted", redactFields: [], ...given.privacy },
    options: given,
    warnings,
  };
}

const SAMPLERS: readonly SamplerName[] = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
];

function bySignal<Value>(read: (signal: Signal) => Value): Record<Signal, Value> {
  return { traces: read("traces"), metrics: read("metrics"), logs: read("logs") };
}

function readExporter(env: Env, signal: Signal, warn: Warn): ExporterName {
  return readEnum(env, `OTEL_${signal.toUpperCase()}_EXPORTER`, ["otlp", "console", "none"], "otlp", warn);
}

function readPropagators(env: Env, known: readonly PropagatorName[], warn: Warn): PropagatorName[] {
  const value = readString(env, "OTEL_PROPAGATORS");
  if (value === undefined) return ["tracecontext", "baggage"];
  const names = new Set(value.split(",").map((name) => name.trim().toLowerCase()));
  if (names.has("none")) return [];
  for (const name of names) {
    if (known.includes(name)) continue;
    names.delete(name);
    // Only what is a name for sure is repeated.
    if (/^[a-z0-9-]{1,16}$/.test(name)) warn(`OTEL_PROPAGATORS: "${name}" is not supported; it is ignored`);
    else if (name !== "") warn("OTEL_PROPAGATORS has an entry that is no propagator's name; it is ignored");
  }
  return [...names];
}

function readOutgoingCalls(env: Env, warn: Warn): Config["outgoingCalls"] {
  const value = readEnum(env, "ISOBAR_OUTGOING_CALLS", OUTGOING_CALLS, "auto", warn);
  return value === "auto" ? value : value === "true";
}

function readRatio(env: Env, warn: Warn): number {
  const ratio = readNumber(env, "OTEL_TRACES_SAMPLER_ARG", 1, warn);
  if (ratio <= 1) return ratio;
  warn("OTEL_TRACES_SAMPLER_ARG must be between 0 and 1; using 1");
  return 1;
}

/** The log signal is the newer home of exceptions; without it the stack would be lost, so the span keeps it then. */
function readExceptionSignal(env: Env, hasLogs: boolean, warn: Warn): Config["exceptionSignal"] {
  const value = readString(env, "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN")?.toLowerCase();
  if (value === "logs") return "logs";
  if (value === "logs/dup") return "both";
  if (value !== undefined) warn('OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN must be "logs" or "logs/dup"; it is ignored');
  return hasLogs ? "logs" : "events";
}

function readSpanLimits(env: Env, warn: Warn): Config["spanLimits"] {
  const length =
    readNumber(env, "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", undefined, warn) ??
    readNumber(env, "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", undefined, warn);
  return {
    ...(length !== undefined && { attributeValueLengthLimit: length }),
    attributeCountLimit:
      readNumber(env, "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", undefined, warn) ??
      readNumber(env, "OTEL_ATTRIBUTE_COUNT_LIMIT", 128, warn),
    linkCountLimit: readNumber(env, "OTEL_SPAN_LINK_COUNT_LIMIT", 128, warn),
    eventCountLimit: readNumber(env, "OTEL_SPAN_EVENT_COUNT_LIMIT", 128, warn),
  };
}
