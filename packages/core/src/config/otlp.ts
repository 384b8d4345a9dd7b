import type { Env } from "../adapter.ts";
import { readEnum, readNumber, readPairs, readString, type Warn } from "./read.ts";

/** The three signals of OTLP. */
export type Signal = "traces" | "metrics" | "logs";

export type OtlpProtocol = "http/json" | "http/protobuf";

/** Where and how one signal is sent. */
export interface OtlpTarget {
  readonly url: string;
  /** True where no variable named an endpoint and the default on localhost is used. */
  readonly isDefault: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMillis: number;
  readonly compression: "none" | "gzip";
  readonly protocol: OtlpProtocol;
  /** PEM files for TLS: the backend's own certificate, and ours for mutual TLS. */
  readonly tlsFiles: Readonly<Partial<Record<"ca" | "cert" | "key", TlsFile>>>;
}

/** A file that is read when it is first needed, and the variable that names it. */
export interface TlsFile {
  readonly path: string;
  readonly variable: string;
}

const DEFAULT_ENDPOINT = "http://localhost:4318";
const DEFAULT_TIMEOUT_MILLIS = 10_000;

/** The target of one signal: its own `OTEL_EXPORTER_OTLP_<SIGNAL>_*` before `OTEL_EXPORTER_OTLP_*` before the default. */
export function readOtlpTarget(env: Env, signal: Signal, warn: Warn): OtlpTarget {
  const general = "OTEL_EXPORTER_OTLP";
  const specific = `${general}_${signal.toUpperCase()}`;
  const pick = (suffix: string): string =>
    readString(env, `${specific}_${suffix}`) === undefined ? `${general}_${suffix}` : `${specific}_${suffix}`;
  const endpoint = readEndpoint(env, signal, warn);
  return {
    url: endpoint ?? `${DEFAULT_ENDPOINT}/v1/${signal}`,
    isDefault: endpoint === undefined,
    headers: {
      ...readPairs(env, `${general}_HEADERS`, warn),
      ...readPairs(env, `${specific}_HEADERS`, warn),
    },
    timeoutMillis: readNumber(env, pick("TIMEOUT"), DEFAULT_TIMEOUT_MILLIS, warn, 1),
    compression: readEnum(env, pick("COMPRESSION"), ["none", "gzip"], "none", warn),
    protocol: readProtocol(env, pick("PROTOCOL"), warn),
    tlsFiles: Object.fromEntries(
      Object.entries(TLS_FILES).flatMap(([part, suffix]) => {
        const variable = pick(suffix);
        const path = readString(env, variable);
        return path === undefined ? [] : [[part, { path, variable }]];
      }),
    ),
  };
}

const TLS_FILES = { ca: "CERTIFICATE", cert: "CLIENT_CERTIFICATE", key: "CLIENT_KEY" };

/** The signal's own URL is used as it is; `v1/<signal>` is appended to the general one. */
function readEndpoint(env: Env, signal: Signal, warn: Warn): string | undefined {
  const name = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`;
  const own = readUrl(env, name, warn);
  if (own !== undefined) return own.href;
  const base = readUrl(env, "OTEL_EXPORTER_OTLP_ENDPOINT", warn);
  if (base === undefined) return undefined;
  base.pathname = `${base.pathname.replace(/\/+$/, "")}/v1/${signal}`;
  return base.href;
}

function readUrl(env: Env, name: string, warn: Warn): URL | undefined {
  const value = readString(env, name);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  // The value is not repeated: it may hold credentials.
  warn(`${name} must be an http:// or https:// URL; it is ignored`);
  return undefined;
}

function readProtocol(env: Env, name: string, warn: Warn): OtlpProtocol {
  if (readString(env, name)?.toLowerCase() === "grpc") {
    warn(`${name}=grpc is not supported; using http/protobuf (port 4318)`);
    return "http/protobuf";
  }
  return readEnum(env, name, ["http/protobuf", "http/json"], "http/protobuf", warn);
}
