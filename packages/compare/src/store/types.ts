/** A span as a store gives it back: attributes as text, as the Collector's exporters keep them. */
export interface StoredSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: string;
  readonly serviceName: string;
  /** Nanoseconds since 1970. */
  readonly startUnixNano: bigint;
  readonly durationNano: bigint;
  readonly status: "unset" | "ok" | "error";
  readonly statusMessage: string;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly events: readonly {
    readonly unixNano: bigint;
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
}

/** A log record as a store gives it back. */
export interface StoredLog {
  readonly traceId: string;
  readonly spanId: string;
  /** Nanoseconds since 1970. */
  readonly unixNano: bigint;
  readonly severityText: string;
  readonly severityNumber: number;
  readonly body: string;
  readonly serviceName: string;
  readonly eventName: string;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
}

/** All that is known of a trace, each in the order of time. */
export interface StoredTrace {
  readonly spans: readonly StoredSpan[];
  readonly logs: readonly StoredLog[];
}
