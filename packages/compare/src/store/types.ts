import type { Signal, SignalItems } from "@isobar/otlp";

/** Which invocations are compared, and what makes a group of them. */
export interface Selection {
  /** `cloud`, `function`, `version`, `region`, `memory`, `instance`, `trigger`, `service`, `sdk`, `run`, or an attribute's name. */
  readonly by: readonly string[];
  /** Only invocations with all of these values; names as in `by`. */
  readonly where?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970; what started then or later. */
  readonly since?: number;
  /** Milliseconds since 1970; what started before. */
  readonly until?: number;
}

/** Counts of invocations that have everything in common but time: one row for each instance. */
export interface CountRow {
  /** Values of what the comparison is by, in that order. */
  readonly key: readonly string[];
  readonly cloud: string;
  readonly service: string;
  readonly function: string;
  readonly version: string;
  readonly region: string;
  readonly instance: string;
  readonly trigger: string;
  readonly memoryMiB: number;
  readonly sdk: string;
  readonly invocations: number;
  readonly cold: number;
  readonly waited: number;
  readonly failed: number;
  readonly timeouts: number;
  readonly returned5xx: number;
  readonly badClocks: number;
  /** Milliseconds since 1970. */
  readonly firstStart: number;
  readonly lastStart: number;
}

/** One invocation. */
export interface Sample {
  readonly key: readonly string[];
  readonly cloud: string;
  readonly function: string;
  /** "" where the span does not say. */
  readonly instance: string;
  readonly memoryMiB: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly invocationId: string;
  /** Milliseconds since 1970, with fraction. */
  readonly start: number;
  /** Milliseconds, with fraction. */
  readonly duration: number;
  readonly cold: boolean;
  readonly waited: boolean;
  readonly failed: boolean;
  readonly timeout: boolean;
  readonly returned5xx: boolean;
  readonly badClock: boolean;
  readonly httpStatus: number | undefined;
  readonly errorType: string;
}

/** How much of a group's invocations to read, from 0 to 1. */
export interface Share {
  readonly key: readonly string[];
  readonly share: number;
}

/** How many invocations lasted about as long, of those that neither failed nor answered 5xx. */
export interface BinRow {
  readonly key: readonly string[];
  readonly cold: boolean;
  /** Durations from `BIN_RATIO ** (bin - 0.5)` to `BIN_RATIO ** (bin + 0.5)` milliseconds. */
  readonly bin: number;
  readonly count: number;
}

/** Each bin is 0.1 % wide: its middle is within 0.05 % of what is counted in it. */
export const BIN_RATIO = 1.001;

/** What a store holds of the selection's time, beside invocations. */
export interface Contents {
  readonly spans: number;
  readonly duplicates: number;
}

/** The most that was measured of an instance's memory. */
export interface MemoryRow {
  readonly service: string;
  readonly version: string;
  readonly instance: string;
  /** Bytes. */
  readonly most: number;
}

/** Telemetry that can be asked for what a comparison needs. Everything that grows with the telemetry is done inside. */
export interface Store {
  /** As the user wrote it, without credentials. */
  readonly name: string;
  contents(selection: Selection): Promise<Contents>;
  count(selection: Selection): Promise<CountRow[]>;
  /**
   * Invocations of the groups that are named. Of a share below 1, those of each instance's second are read together or not
   * at all: what overlaps stays together.
   * @param withIds whether with the ids of trace, span and invocation, else ""; of millions they are most of the work
   */
  samples(selection: Selection, shares: readonly Share[], withIds: boolean): Promise<Sample[]>;
  /** Distributions of the groups that are named. */
  bins(selection: Selection, keys: readonly (readonly string[])[]): Promise<BinRow[]>;
  /** The invocations of a group that took at least so long, the slowest first. */
  slowest(selection: Selection, key: readonly string[], atLeast: number, limit: number): Promise<Sample[]>;
  /** The latest invocations of each group that failed. */
  failed(selection: Selection, limit: number): Promise<Sample[]>;
  memory(selection: Selection): Promise<MemoryRow[]>;
  trace(traceId: string): Promise<StoredTrace>;
  close(): Promise<void>;
}

/** A store that takes telemetry in. */
export interface WritableStore extends Store {
  /**
   * Keeps telemetry. What is handed over while the last batch is committed is committed together.
   * @param run what `by: ["run"]` calls it
   * @returns when it is safe: a process that is killed after that loses none of it
   */
  write<S extends Signal>(signal: S, items: readonly SignalItems[S][], run?: string): Promise<void>;
  /** Whether so much waits to be committed that senders should try again later. */
  readonly isBusy: boolean;
}

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
