import type { Attributes, AttributeValue } from "./attributes.ts";
import type { Metric } from "./metric-model.ts";

/** A kind of telemetry, under the name that OTLP paths and files give it. */
export type Signal = "traces" | "logs" | "metrics";

/** A wire form of OTLP/HTTP. */
export type Encoding = "json" | "protobuf";

/** What one entry of each signal is. */
export interface SignalItems {
  /** A span. */
  traces: Span;
  /** A log record. */
  logs: LogRecord;
  /** A metric with its points. */
  metrics: Metric;
}

/** What produced the telemetry: a service, a function instance. */
export interface Resource {
  attributes: Attributes;
  droppedAttributesCount: number;
  /** Schema of the resource's attributes; "" where unknown. */
  schemaUrl: string;
}

/** The instrumentation scope: which library or part of the program made the telemetry. */
export interface Scope {
  name: string;
  version: string;
  attributes: Attributes;
  droppedAttributesCount: number;
  /** Schema of what the scope emitted; "" where unknown. */
  schemaUrl: string;
}

/** `SpanKind`; a number that OTLP does not define is read as "unspecified". */
export type SpanKind = "unspecified" | "internal" | "server" | "client" | "producer" | "consumer";

/** The status of a span. */
export interface SpanStatus {
  code: "unset" | "ok" | "error";
  /** The developer's message; "" where there is none. */
  message: string;
}

/** Something that happened at one moment of a span. */
export interface SpanEvent {
  /** Nanoseconds since 1970. */
  timeUnixNano: bigint;
  name: string;
  attributes: Attributes;
  droppedAttributesCount: number;
}

/** A link to another span, usually of another trace. */
export interface SpanLink {
  /** 32 lower-case hex digits; "" where the sender gave none. */
  traceId: string;
  /** 16 lower-case hex digits; "" where the sender gave none. */
  spanId: string;
  traceState: string;
  attributes: Attributes;
  droppedAttributesCount: number;
  /** W3C trace flags in the low 8 bits, then whether the linked context is known to be remote. */
  flags: number;
}

/** A finished span. Strings that were not sent are "", counts 0. */
export interface Span {
  /** Shared by all entries that were sent under the same resource. */
  resource: Resource;
  /** Shared by all entries that were sent under the same scope. */
  scope: Scope;
  /** 32 lower-case hex digits; "" where the sender gave none. */
  traceId: string;
  /** 16 lower-case hex digits; "" where the sender gave none. */
  spanId: string;
  traceState: string;
  /** Absent on a root span. */
  parentSpanId?: string;
  name: string;
  kind: SpanKind;
  /** Nanoseconds since 1970. */
  startTimeUnixNano: bigint;
  /** Nanoseconds since 1970. */
  endTimeUnixNano: bigint;
  attributes: Attributes;
  droppedAttributesCount: number;
  events: SpanEvent[];
  droppedEventsCount: number;
  links: SpanLink[];
  droppedLinksCount: number;
  status: SpanStatus;
  /** W3C trace flags in the low 8 bits, then whether the parent is known to be remote. */
  flags: number;
}

/** A log record. Strings that were not sent are "", counts 0. */
export interface LogRecord {
  /** Shared by all entries that were sent under the same resource. */
  resource: Resource;
  /** Shared by all entries that were sent under the same scope. */
  scope: Scope;
  /** When it happened, nanoseconds since 1970; 0 where unknown. */
  timeUnixNano: bigint;
  /** When it was seen by the SDK, nanoseconds since 1970. */
  observedTimeUnixNano: bigint;
  /** 1 (TRACE) to 24 (FATAL4); 0 where unspecified. */
  severityNumber: number;
  severityText: string;
  /** `null` where there is none. */
  body: AttributeValue;
  attributes: Attributes;
  droppedAttributesCount: number;
  /** W3C trace flags in the low 8 bits. */
  flags: number;
  /** 32 lower-case hex digits; absent outside of a trace. */
  traceId?: string;
  /** 16 lower-case hex digits; absent outside of a span. */
  spanId?: string;
  /** Names the kind of event; "" for an ordinary log line. */
  eventName: string;
}
