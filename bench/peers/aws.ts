import { API, BY_HAND, noBundle, PINO } from "./packages.ts";
import type { Peer } from "./peer.ts";

const isobar = { packages: API, ours: ["@isobar/core", "@isobar/aws-lambda"], heedsCertificate: true };

/** Ways to observe a function on AWS Lambda. */
export const AWS_PEERS: readonly Peer[] = [
  { platform: "aws", name: "bare", title: "The handler alone", packages: {}, source: "aws/bare.mjs" },
  {
    platform: "aws",
    name: "pino",
    title: "pino alone",
    packages: PINO,
    source: "aws/pino.mjs",
    note: "one JSON line on stdout; nothing is sent",
  },
  {
    platform: "aws",
    name: "floor",
    title: "OTLP by hand",
    packages: { ...API, ...PINO },
    source: "aws/floor.mjs",
    note: "a lower bound: the OpenTelemetry API, pino, and request bodies written out by hand; no SDK, no retry, no limit",
  },
  { platform: "aws", name: "isobar", title: "Isobar", ...isobar, source: "aws/isobar.mjs" },
  {
    platform: "aws",
    name: "isobar-register",
    title: "Isobar, `register` imported",
    ...isobar,
    source: "aws/isobar-register.mjs",
    refuses: (_layout, format) =>
      format === "cjs" ? "what awaits at the top level is loaded by no CommonJS module" : undefined,
  },
  {
    platform: "aws",
    name: "isobar-preload",
    title: "Isobar, `register` by NODE_OPTIONS",
    ...isobar,
    source: "aws/isobar.mjs",
    env: ({ endpoint }) => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      NODE_OPTIONS: "--import @isobar/aws-lambda/register",
    }),
    refuses: noBundle("Node is started with a file of the package"),
  },
  {
    platform: "aws",
    name: "otel",
    title: "OpenTelemetry SDK by hand",
    packages: BY_HAND,
    source: "aws/otel.mjs",
    heedsCertificate: true,
    note: "no NodeSDK, no patching of modules, one flush of all signals before the response",
  },
  {
    platform: "aws",
    name: "otel-preload",
    title: "OpenTelemetry's Lambda instrumentation",
    packages: {
      ...BY_HAND,
      "@opentelemetry/instrumentation": "0.300.0",
      "@opentelemetry/instrumentation-aws-lambda": "0.76.0",
    },
    source: "aws/otel-handler.mjs",
    preload: "aws/otel-preload.mjs",
    env: ({ endpoint }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, NODE_OPTIONS: "--import ./otel-preload.mjs" }),
    refuses: noBundle("it patches the handler's file while that is loaded"),
    heedsCertificate: true,
    note: "AwsLambdaInstrumentation with providers made by hand, which it flushes; the log line is not sent",
  },
  {
    platform: "aws",
    name: "otel-lambda",
    title: "OpenTelemetry's Lambda instrumentation, as its README says",
    packages: {
      ...API,
      ...PINO,
      "@opentelemetry/instrumentation-aws-lambda": "0.76.0",
      "@opentelemetry/sdk-node": "0.301.0",
    },
    source: "aws/pino.mjs",
    preload: "aws/otel-lambda-wrapper.cjs",
    env: ({ endpoint }) => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      NODE_OPTIONS: "--experimental-loader=@opentelemetry/instrumentation/hook.mjs --require ./otel-lambda-wrapper.cjs",
    }),
    refuses: noBundle("it patches the handler's file while that is loaded"),
    note: "its span waits for a timer of five seconds, which a frozen instance does not have; no metrics, no log records",
  },
  {
    platform: "aws",
    name: "powertools",
    title: "AWS Powertools",
    packages: {
      "@aws-lambda-powertools/logger": "2.36.0",
      "@aws-lambda-powertools/metrics": "2.36.0",
      "@aws-lambda-powertools/tracer": "2.36.0",
    },
    source: "aws/powertools.mjs",
    env: () => ({ POWERTOOLS_SERVICE_NAME: "orders", POWERTOOLS_METRICS_NAMESPACE: "orders" }),
    isOtlp: false,
    note: "Logger and Metrics write lines on stdout, Tracer sends X-Ray segments to a daemon, which is not there",
  },
  {
    platform: "aws",
    name: "sentry",
    title: "Sentry, in code",
    packages: { ...PINO, "@sentry/aws-serverless": "10.75.2" },
    source: "aws/sentry.mjs",
    env: ({ endpoint }) => ({ SENTRY_DSN: dsnOf(endpoint) }),
    isOtlp: false,
    note: "a span and a log record for each invocation; no metrics. In Sentry's own protocol",
  },
  {
    platform: "aws",
    name: "sentry-auto",
    title: "Sentry, by NODE_OPTIONS",
    packages: { ...PINO, "@sentry/aws-serverless": "10.75.2" },
    source: "aws/pino.mjs",
    env: ({ endpoint }) => ({
      SENTRY_DSN: dsnOf(endpoint),
      SENTRY_TRACES_SAMPLE_RATE: "1.0",
      NODE_OPTIONS: "--import @sentry/aws-serverless/awslambda-auto",
    }),
    refuses: noBundle("it patches modules while they are loaded"),
    isOtlp: false,
    note: "as its README says; no metrics, and the log line is not sent. In Sentry's own protocol",
  },
  {
    platform: "aws",
    name: "datadog",
    title: "Datadog",
    packages: { ...PINO, "datadog-lambda-js": "12.143.0", "dd-trace": "6.21.0" },
    source: "aws/datadog.mjs",
    env: () => ({ DD_FLUSH_TO_LOG: "true", DD_SITE: "datadoghq.com", DD_SERVICE: "orders", DD_ENV: "bench" }),
    refuses: noBundle("dd-trace has to be left out of it, and stays a hundred megabytes of files"),
    isOtlp: false,
    note: "without its extension: spans and metrics are lines on stdout, for its forwarder; nothing is sent",
  },
];

function dsnOf(endpoint: string): string {
  return `${endpoint.replace("://", "://public@")}/1`;
}
