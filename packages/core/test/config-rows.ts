import type { Config } from "../src/index.ts";

/** Part of every bad value that could hold a credential. */
export const SECRET = "s3cr3t-value";
/** One variable: what it sets, its default, and values of both kinds. */
export interface Row {
  readonly name: string;
  readonly pick: (config: Config) => unknown;
  readonly fallback: unknown;
  readonly good: readonly (readonly [value: string, expected: unknown])[];
  readonly bad: readonly string[];
}

const millis = (name: string, pick: Row["pick"], fallback: unknown): Row => ({
  name,
  pick,
  fallback,
  good: [["1500", 1500]],
  bad: ["soon", "-1", "Infinity", "1s"],
});
const limit = (name: string, pick: Row["pick"]): Row => ({
  name,
  pick,
  fallback: 128,
  good: [
    ["7", 7],
    ["0", 0],
  ],
  bad: ["many", "-1"],
});
const signalRows = (["traces", "metrics", "logs"] as const).flatMap((signal): Row[] => {
  const own = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}`;
  return [
    {
      name: `OTEL_${signal.toUpperCase()}_EXPORTER`,
      pick: (config) => config.exporters[signal],
      fallback: "otlp",
      good: [
        ["none", "none"],
        ["Console", "console"],
        ["otlp", "otlp"],
      ],
      bad: ["prometheus", "otlp,console"],
    },
    {
      name: `${own}_ENDPOINT`,
      pick: (config) => config.otlp[signal].url,
      fallback: `http://localhost:4318/v1/${signal}`,
      good: [
        ["https://otlp.test/custom", "https://otlp.test/custom"],
        ["http://otlp.test", "http://otlp.test/"],
      ],
      bad: ["otlp.test:4318", "ftp://otlp.test", `grpc://user:${SECRET}@otlp.test`],
    },
    {
      name: `${own}_HEADERS`,
      pick: (config) => config.otlp[signal].headers,
      fallback: {},
      good: [["a=1,b=x%20y", { a: "1", b: "x y" }]],
      bad: [SECRET, `authorization=Bearer%2${SECRET}`, `=${SECRET}`],
    },
    millis(`${own}_TIMEOUT`, (config) => config.otlp[signal].timeoutMillis, 10_000),
    {
      name: `${own}_COMPRESSION`,
      pick: (config) => config.otlp[signal].compression,
      fallback: "none",
      good: [
        ["gzip", "gzip"],
        ["none", "none"],
      ],
      bad: ["zstd"],
    },
    {
      name: `${own}_PROTOCOL`,
      pick: (config) => config.otlp[signal].protocol,
      fallback: "http/protobuf",
      good: [["http/json", "http/json"]],
      bad: ["grpc", "http"],
    },
  ];
});

/** Every variable that `resolveConfig` reads. */
export const rows: readonly Row[] = [
  {
    name: "OTEL_SDK_DISABLED",
    pick: (config) => config.disabled,
    fallback: false,
    good: [
      ["true", true],
      ["TRUE", true],
      ["false", false],
    ],
    bad: ["1", "yes"],
  },
  {
    name: "OTEL_SERVICE_NAME",
    pick: (config) => config.serviceName,
    fallback: undefined,
    good: [["orders", "orders"]],
    bad: [],
  },
  {
    name: "OTEL_RESOURCE_ATTRIBUTES",
    pick: (config) => config.resourceFromEnv,
    fallback: {},
    good: [["deployment.environment.name=live,x=a%2Cb", { "deployment.environment.name": "live", x: "a,b" }]],
    bad: [`key=${SECRET},broken`, `a=%zz${SECRET}`],
  },
  {
    name: "OTEL_PROPAGATORS",
    pick: (config) => config.propagators,
    fallback: ["tracecontext", "baggage"],
    good: [
      ["tracecontext", ["tracecontext"]],
      ["Baggage, tracecontext", ["baggage", "tracecontext"]],
      ["none", []],
    ],
    bad: [],
  },
  {
    name: "OTEL_TRACES_SAMPLER",
    pick: (config) => config.samplerName,
    fallback: "parentbased_always_on",
    good: [
      ["always_off", "always_off"],
      ["TraceIdRatio", "traceidratio"],
    ],
    bad: ["sometimes"],
  },
  {
    name: "OTEL_TRACES_SAMPLER_ARG",
    pick: (config) => config.samplerRatio,
    fallback: 1,
    good: [
      ["0.25", 0.25],
      ["0", 0],
    ],
    bad: ["2", "-0.1", "half"],
  },
  {
    name: "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
    pick: (config) => config.temporality,
    fallback: "delta",
    good: [
      ["Cumulative", "cumulative"],
      ["lowmemory", "lowmemory"],
    ],
    bad: ["both"],
  },
  {
    name: "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
    pick: (config) => config.histogramAggregation,
    fallback: "explicit_bucket_histogram",
    good: [["base2_exponential_bucket_histogram", "base2_exponential_bucket_histogram"]],
    bad: ["none"],
  },
  {
    name: "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN",
    pick: (config) => config.exceptionSignal,
    fallback: "logs",
    good: [
      ["logs", "logs"],
      ["logs/dup", "both"],
    ],
    bad: ["traces"],
  },
  limit("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", (config) => config.spanLimits.attributeCountLimit),
  limit("OTEL_ATTRIBUTE_COUNT_LIMIT", (config) => config.spanLimits.attributeCountLimit),
  limit("OTEL_SPAN_LINK_COUNT_LIMIT", (config) => config.spanLimits.linkCountLimit),
  limit("OTEL_SPAN_EVENT_COUNT_LIMIT", (config) => config.spanLimits.eventCountLimit),
  {
    ...limit("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", (config) => config.spanLimits.attributeValueLengthLimit),
    fallback: undefined,
  },
  {
    ...limit("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", (config) => config.spanLimits.attributeValueLengthLimit),
    fallback: undefined,
  },
  ...(["CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"] as const).map((suffix, index) => ({
    name: `OTEL_EXPORTER_OTLP_${suffix}`,
    pick: (config: Config) => config.otlp.traces.tlsFiles[(["ca", "cert", "key"] as const)[index] ?? "ca"]?.path,
    fallback: undefined,
    good: [["/etc/tls/file.pem", "/etc/tls/file.pem"] as const],
    bad: [],
  })),
  {
    name: "ISOBAR_FLUSH",
    pick: (config) => config.flush,
    fallback: "auto",
    good: [["deferred", "deferred"]],
    bad: ["never"],
  },
  millis("ISOBAR_FLUSH_TIMEOUT_MILLIS", (config) => config.flushTimeoutMillis, 500),
  millis("ISOBAR_MAX_AGE_MILLIS", (config) => config.maxAgeMillis, 1000),
  millis("ISOBAR_TIMEOUT_MILLIS", (config) => config.timeoutMillis, undefined),
  {
    name: "ISOBAR_EARLY_SPAN",
    pick: (config) => config.earlySpan,
    fallback: false,
    good: [["True", true]],
    bad: ["1", "yes"],
  },
  {
    name: "ISOBAR_SERVER_TIMING",
    pick: (config) => config.serverTiming,
    fallback: false,
    good: [["true", true]],
    bad: ["1", "on"],
  },
  {
    name: "ISOBAR_INCOMING_CONTEXT",
    pick: (config) => config.incomingContext,
    fallback: "trust",
    good: [["ignore", "ignore"]],
    bad: ["maybe"],
  },
  {
    name: "ISOBAR_PLATFORM_PARENT",
    pick: (config) => config.platformParent,
    fallback: "auto",
    good: [
      ["parent", "parent"],
      ["Span", "span"],
    ],
    bad: ["child"],
  },
  {
    name: "ISOBAR_OUTGOING_CALLS",
    pick: (config) => config.outgoingCalls,
    fallback: "auto",
    good: [
      ["False", false],
      ["true", true],
      ["auto", "auto"],
    ],
    bad: ["no", "fetch"],
  },
  {
    name: "ISOBAR_PROPAGATE_TO",
    pick: (config) => config.propagateTo.map(({ source }) => source),
    fallback: [],
    good: [
      ["https://a.test, http://b.test:81/,", ["^https:\\/\\/a\\.test$", "^http:\\/\\/b\\.test:81$"]],
      ["*", ["^"]],
    ],
    bad: ["a.test", "ftp://a.test", `https://user:${SECRET}@a.test`, `https://a.test/${SECRET}`, "https://a.*.test"],
  },
  {
    name: "ISOBAR_SEMCONV",
    pick: (config) => config.semconv,
    fallback: "1.45",
    good: [["dup", "dup"]],
    bad: ["1.0"],
  },
  ...signalRows,
];
