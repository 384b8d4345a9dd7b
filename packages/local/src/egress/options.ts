/** How a connection of an instance is broken. */
export type BreakKind =
  /** As a backend that closes it: FIN, and RST for what is still sent. */
  | "close"
  /** RST. */
  | "reset"
  /** Nothing is forwarded any more, in either direction, and nobody is told. */
  | "blackhole";

/** How an instance reaches its telemetry backend: through a proxy of its own, which can break connections. */
export interface EgressOptions {
  /** What happens to an instance's connections when it gets its CPU back after a freeze. @default "keep" */
  readonly atThaw?: BreakKind | "keep";
  /**
   * Variables of `env` with `http://` URLs: an instance gets the address of its proxy instead of their host and port.
   *
   * @default OTEL_EXPORTER_OTLP_ENDPOINT and those for TRACES, METRICS and LOGS
   */
  readonly variables?: readonly string[];
}

const VARIABLES = [
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
  "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
];

/** A variable whose URL leads through the proxy. */
export interface Route {
  readonly variable: string;
  readonly url: URL;
}

/**
 * Reads which variables lead through the proxy; those that are not set do not.
 *
 * @throws Error where a URL is none of plain HTTP: a TLS certificate would not be the proxy's.
 */
export function readRoutes(
  { variables = VARIABLES }: EgressOptions,
  env: Readonly<Record<string, string>> = {},
): readonly Route[] {
  return variables.flatMap((variable) => {
    const text = env[variable];
    if (text === undefined) return [];
    const url = URL.parse(text);
    if (url?.protocol !== "http:") throw new Error(`egress: ${variable} has to be an http:// URL`);
    return { variable, url };
  });
}
