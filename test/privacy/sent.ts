import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { format } from "node:util";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";

interface Serializer {
  serializeRequest(items: never): Uint8Array | undefined;
}

const SERIALIZERS: Readonly<Record<"traces" | "metrics" | "logs", readonly [json: Serializer, protobuf: Serializer]>> =
  {
    traces: [JsonTraceSerializer, ProtobufTraceSerializer],
    metrics: [JsonMetricsSerializer, ProtobufMetricsSerializer],
    logs: [JsonLogsSerializer, ProtobufLogsSerializer],
  };

/** What left the process since it was last asked for. */
export interface Left {
  /** The requests in JSON, as the official encoder writes them. */
  readonly json: readonly string[];
  /** The same requests in protobuf, byte by byte. */
  readonly protobuf: readonly string[];
  /** What was written to stdout and stderr, and what was handed to `diag`, at any level. */
  readonly lines: readonly string[];
}

export interface Sent {
  /** For the option `exporters`. */
  readonly exporters: Readonly<Record<keyof typeof SERIALIZERS, Exporter>>;
  take(): Left;
  stop(): void;
}

interface Exporter {
  export(items: never, done: (result: { code: number }) => void): void;
  shutdown(): Promise<void>;
}

/** Keeps what leaves this process, and what it writes, from now on: in place of sending and writing it. */
export function watchSent(): Sent {
  let json: string[] = [];
  let protobuf: string[] = [];
  let lines: string[] = [];
  const keep = (...parts: unknown[]): void => void lines.push(format(...parts));
  diag.setLogger(
    { error: keep, warn: keep, info: keep, debug: keep, verbose: keep },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
  const restore = watchWrites(keep);
  const createExporter = (signal: keyof typeof SERIALIZERS): Exporter => ({
    export(items, done) {
      const [asJson, asProtobuf] = SERIALIZERS[signal].map((serializer) => {
        return Buffer.from(serializer.serializeRequest(items) ?? []).toString("latin1");
      });
      json.push(asJson ?? "");
      protobuf.push(asProtobuf ?? "");
      done({ code: 0 });
    },
    shutdown: async () => {},
  });
  return {
    exporters: { traces: createExporter("traces"), metrics: createExporter("metrics"), logs: createExporter("logs") },
    take() {
      const left = { json, protobuf, lines };
      [json, protobuf, lines] = [[], [], []];
      return left;
    },
    stop() {
      restore();
      diag.disable();
    },
  };
}

/** Log lines are written synchronously, by the file system's own function. */
function watchWrites(keep: (text: unknown) => void): () => void {
  const { writeSync } = fs;
  const streams = [process.stdout, process.stderr].map((stream) => [stream, stream.write] as const);
  fs.writeSync = ((fd: number, data: string | Uint8Array, ...rest: never[]) => {
    if (fd > 2) return writeSync(fd, data as never, ...rest);
    keep(Buffer.from(data as string).toString());
    return Buffer.byteLength(data);
  }) as typeof writeSync;
  syncBuiltinESMExports();
  for (const [stream] of streams) {
    stream.write = ((data: string | Uint8Array) => {
      keep(Buffer.from(data as string).toString());
      return true;
    }) as typeof stream.write;
  }
  return () => {
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
    for (const [stream, write] of streams) stream.write = write;
  };
}

/** Each text of a request with the name of what it is a value of: an attribute's key, or a field such as `traceState`. */
export function* readTexts(value: unknown, name = ""): Iterable<readonly [name: string, text: string]> {
  if (typeof value === "string") yield [name, value];
  if (typeof value !== "object" || value === null) return;
  const { key } = value as { key?: unknown };
  if (typeof key === "string" && !Array.isArray(value)) {
    yield ["the name of an attribute", key];
    yield* readTexts((value as { value?: unknown }).value, key);
    return;
  }
  for (const [member, item] of Object.entries(value)) {
    const isOfValue = Array.isArray(value) || /^(?:stringValue|arrayValue|values|kvlistValue|value)$/.test(member);
    yield* readTexts(item, isOfValue ? name : member === "name" ? "name" : member);
  }
}
