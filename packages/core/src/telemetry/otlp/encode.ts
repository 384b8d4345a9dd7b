import type { OtlpProtocol, Signal } from "../../config/otlp.ts";
import { logsToJson } from "./encode/json/logs.ts";
import { metricsToJson } from "./encode/json/metrics.ts";
import { tracesToJson } from "./encode/json/traces.ts";
import { logsToProtobuf } from "./encode/protobuf/logs.ts";
import { metricsToProtobuf } from "./encode/protobuf/metrics.ts";
import { tracesToProtobuf } from "./encode/protobuf/traces.ts";

/**
 * What makes an OTLP request of what the SDK has recorded. Byte for byte it is what the official serializers write,
 * of the same shapes, in a fraction of their text and time: a function reads all of it at every cold start.
 */
export const ENCODERS = {
  "http/json": { traces: tracesToJson, metrics: metricsToJson, logs: logsToJson },
  "http/protobuf": { traces: tracesToProtobuf, metrics: metricsToProtobuf, logs: logsToProtobuf },
} satisfies Record<OtlpProtocol, Record<Signal, unknown>>;
