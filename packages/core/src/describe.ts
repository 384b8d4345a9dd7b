// What adapters read events with: pure functions, without the OpenTelemetry API or SDK.
export { decodeBase64, decodeUtf8, readBytes } from "./describe/bytes.ts";
export { type CloudEventParts, cloudEventAttributes, cloudEventContent } from "./describe/cloud-event.ts";
export { CONTEXT_NAMES, readContextFields } from "./describe/context-names.ts";
export { type DocumentOperation, type DocumentParts, datasourceInvocation } from "./describe/datasource.ts";
export { type HttpRequestParts, httpInvocation, httpOutcome, readScheme } from "./describe/http.ts";
export { KIND_CLIENT, KIND_CONSUMER, KIND_PRODUCER, KIND_SERVER } from "./describe/kind.ts";
export { messageAttributes } from "./describe/message-attributes.ts";
export { type MessageParts, messagingInvocation, toMessages } from "./describe/messaging.ts";
export { type MessagingCallParts, messagingCall, readPathName } from "./describe/outgoing.ts";
export { readHeader, readObject, readOwn, readString } from "./describe/read.ts";
export { findName, HEADER_INVOCATION_ID, HEADER_SERVER_TIMING, stampHeaders } from "./describe/stamp.ts";
export { readEpochMillis, readEpochSeconds, readIsoTime } from "./describe/time.ts";
