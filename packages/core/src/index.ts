export type {
  Adapter,
  Attributes,
  Batch,
  BatchMessage,
  BatchRecord,
  Carrier,
  Env,
  Flush,
  FlushMode,
  Hold,
  Invocation,
  Lifecycle,
  LogContext,
  LogFormat,
  LogLevel,
  MessageContent,
  Outcome,
  OutgoingCall,
  OutgoingDescription,
  ResponseStamp,
  Settled,
  StartKind,
  Trigger,
} from "./adapter.ts";
export { BatchError, type BatchFailure } from "./batch/batch-error.ts";
export { type BatchSource, createProcessBatch, type ProcessBatchOptions } from "./batch/process-batch.ts";
export { type Config, resolveConfig } from "./config.ts";
export { readErrorType } from "./errors.ts";
export { flush, meter, tracer } from "./handles.ts";
export { inject } from "./inject/inject.ts";
export type { MessageShapes, MessageSystem } from "./inject/message-shapes.ts";
export { type AnyHandler, keepShape, prepare, runInvocation } from "./instrument.ts";
export { type CurrentInvocation, currentInvocation, setRoute } from "./invocation.ts";
export { createLog } from "./logger.ts";
export type { ChildLoggerOptions, LogFunction, Logger } from "./logger-types.ts";
export type { Message } from "./message.ts";
export type {
  ExporterLike,
  InstrumentationLike,
  IsobarOptions,
  PrivacyOptions,
  SamplerLike,
  SpanProcessorLike,
} from "./options.ts";
export { beginInvocation, type RunningInvocation } from "./run.ts";
export { createRuntime, type Runtime } from "./runtime.ts";
export { createTelemetry, type LogRecord, type Telemetry } from "./telemetry.ts";
export { flushOnSigterm } from "./terminate.ts";
export { VERSION } from "./version.ts";
