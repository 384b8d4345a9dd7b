// What adapters read events with: pure functions, without the OpenTelemetry API or SDK.
export { type CloudEventParts, cloudEventAttributes } from "./describe/cloud-event.ts";
export { type DocumentOperation, type DocumentParts, datasourceInvocation } from "./describe/datasource.ts";
export { type HttpRequestParts, httpInvocation, httpOutcome, readScheme } from "./describe/http.ts";
export { KIND_CONSUMER, KIND_SERVER } from "./describe/kind.ts";
export { type MessageParts, messagingInvocation, toMessages } from "./describe/messaging.ts";
export { readHeader, readObject, readString } from "./describe/read.ts";
export { readEpochMillis, readEpochSeconds, readIsoTime } from "./describe/time.ts";
