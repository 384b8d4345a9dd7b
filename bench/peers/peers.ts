/** How a function is deployed: with the packages as npm installs them, or as one file that esbuild makes of it all. */
export const LAYOUTS = ["bundle", "installed"] as const;
export type Layout = (typeof LAYOUTS)[number];
export const FORMATS = ["cjs", "esm"] as const;
export type Format = (typeof FORMATS)[number];

/** What a function is told of its surroundings. */
export interface Surroundings {
  readonly layout: Layout;
  readonly format: Format;
  /** URL of the backend, without a trailing slash. */
  readonly endpoint: string;
}

/** One way to observe a function. */
export interface Peer {
  readonly name: string;
  readonly title: string;
  /** From the registry, at exact versions: name to version. */
  readonly packages: Readonly<Record<string, string>>;
  /** Packages of this repository, installed from their tarballs. */
  readonly ours?: readonly string[];
  /** The function for a format, an ES module in this folder; CommonJS is made of it. */
  source(format: Format): string;
  /** @default OTEL_EXPORTER_OTLP_ENDPOINT alone */
  env?(surroundings: Surroundings): Readonly<Record<string, string>>;
  /** Why there is no such variant of it; undefined where there is. */
  refuses?(layout: Layout, format: Format): string | undefined;
  /** Whether it trusts a backend's own certificate where OTEL_EXPORTER_OTLP_CERTIFICATE names it. @default false */
  readonly heedsCertificate?: boolean;
  /** What readers of its figures have to know. */
  readonly note?: string;
}

const API = { "@opentelemetry/api": "1.10.0" };
const PINO = { pino: "10.4.0" };

const isobar = { packages: API, heedsCertificate: true, ours: ["@isobar/core", "@isobar/aws-lambda"] };

/** What is compared. A peer's versions are the newest of the day on which it was last looked at. */
export const PEERS: readonly Peer[] = [
  { name: "bare", title: "the handler alone", packages: {}, source: () => "aws/bare.mjs" },
  {
    name: "pino",
    title: "pino alone",
    packages: PINO,
    source: () => "aws/pino.mjs",
    note: "one JSON line on stdout; nothing is sent",
  },
  {
    name: "floor",
    title: "OTLP by hand",
    packages: { ...API, ...PINO },
    source: () => "aws/floor.mjs",
    note: "a lower bound: the OpenTelemetry API, pino, and request bodies written out by hand; no SDK, no retry, no limit",
  },
  { name: "isobar", title: "Isobar", ...isobar, source: () => "aws/isobar.mjs" },
  {
    name: "isobar-register",
    title: "Isobar with `register`",
    ...isobar,
    source: (format) => (format === "esm" ? "aws/isobar-register.mjs" : "aws/isobar.mjs"),
    env: ({ format, endpoint }) => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      ...(format === "cjs" && { NODE_OPTIONS: "--import @isobar/aws-lambda/register" }),
    }),
    refuses: (layout, format) =>
      layout === "bundle" && format === "cjs" ? "what awaits at the top level is in no CommonJS bundle" : undefined,
    note: "CommonJS: by NODE_OPTIONS=--import",
  },
  {
    name: "otel",
    title: "OpenTelemetry SDK by hand",
    packages: {
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
    },
    source: () => "aws/otel.mjs",
    heedsCertificate: true,
    note: "no NodeSDK, no patching of modules, one flush of all signals before the response",
  },
];
