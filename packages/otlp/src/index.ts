export type { Attributes, AttributeValue } from "./attributes.ts";
export { type Attributed, attributesOf } from "./attributes-of.ts";
export { OtlpDecodeError } from "./decode-error.ts";
export { decodeJson, encodeJson } from "./json.ts";
export { JsonLinesError, type JsonLinesReadOptions, readJsonLines } from "./json-lines-reader.ts";
export { createJsonLinesWriter, type JsonLinesWriter, jsonLinesPath } from "./json-lines-writer.ts";
export type {
  Exemplar,
  ExponentialBuckets,
  ExponentialHistogramPoint,
  HistogramPoint,
  Metric,
  MetricIdentity,
  MetricPoint,
  NumberPoint,
  NumberValue,
  SummaryPoint,
  Temporality,
} from "./metric-model.ts";
export type {
  Encoding,
  LogRecord,
  Resource,
  Scope,
  Signal,
  SignalItems,
  Span,
  SpanEvent,
  SpanKind,
  SpanLink,
  SpanStatus,
} from "./model.ts";
export { nanosToMillis } from "./nanos.ts";
export { decodeProtobuf, encodeProtobuf } from "./protobuf.ts";
export { startReceiver } from "./receiver.ts";
export type {
  Answer,
  AnswerDetails,
  ReceivedCounts,
  ReceivedRequest,
  Receiver,
  ReceiverOptions,
  Truthy,
} from "./receiver-types.ts";
export { encodeExportResponse, encodeRpcStatus, type PartialSuccess } from "./response.ts";
export { groupByTrace, type SpanNode, type Trace } from "./trace-tree.ts";
export { describeNoRoom, toWriteError, WriteError } from "./write-error.ts";
