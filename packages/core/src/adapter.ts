import type { Attributes, SpanKind, TextMapPropagator } from "@opentelemetry/api";

export type { Attributes, SpanKind } from "@opentelemetry/api";

/** A copy of the process environment, or a part of it. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The values of `faas.trigger` in the semantic conventions. */
export type Trigger = "http" | "pubsub" | "datasource" | "timer" | "other";

/** Where trace context may be read from: header names or message attributes, in any case, single or repeated. */
export type Carrier = Readonly<Record<string, unknown>>;

/** One message of a batch, as far as linking needs it. */
export interface BatchMessage {
  readonly id?: string;
  readonly carrier?: Carrier | undefined;
}

/** One record of a batch, as `processBatch` needs it. */
export interface BatchRecord extends BatchMessage {
  /** What the function is given that processes the record: a part of the event, untouched. */
  readonly value: unknown;
  /** Records of one group (a shard, a partition, a message group) are processed one after the other. */
  readonly group?: string;
  /** What is true of this record alone, or of its source where the batch has several. */
  readonly attributes?: Attributes;
}

/** What a message carries, as its platform hands it over: for the handler alone, and read when that asks. */
export interface MessageContent {
  /** Text, bytes, or a value that the platform has parsed from JSON; undefined where the message has no body. */
  readonly body: unknown;
  /** What a body that is text stands for, where that is not the text itself. */
  readonly encoding?: "base64" | undefined;
  /** What the sender wrote beside the body. */
  readonly attributes?: () => Readonly<Record<string, string>>;
  /** How often it was delivered, from 1. */
  readonly attempt?: number | undefined;
  /** When the source took it in. */
  readonly enqueuedEpochMillis?: number | undefined;
}

/** What a queue-like trigger carried. */
export interface Batch {
  /** `messaging.destination.name`, where all messages share it. */
  readonly destination?: string;
  readonly count: number;
  /** Read lazily, and only as many as the span may have links. */
  readonly messages: Iterable<BatchMessage>;
  /** All records, each time anew. Undefined where the event is not made of records. */
  readonly records?: Iterable<BatchRecord>;
  /**
   * What a record carries, from its value and its place in the batch; undefined where the records are no messages but
   * changes of data. Pure.
   */
  readonly content?: (value: unknown, index: number) => MessageContent;
  /**
   * Whether the source demands order, and what becomes of a group after a failure in it: `stop` where the platform
   * delivers the rest of the group again, `continue` where it does not. Undefined: any order will do.
   */
  readonly order?: "stop" | "continue";
  /**
   * The platform's own answer to a batch of which a part failed; undefined where the platform knows none.
   *
   * @param results - what processing a record came to, by the record's id, where the answer has room for it
   */
  readonly respond?: (failedIds: readonly string[], results?: ReadonlyMap<string, unknown>) => unknown;
}

/** One call of a function as data: everything that the core knows of it. */
export interface Invocation {
  /** `faas.invocation.id`. */
  readonly id: string;
  /** The span's name. */
  readonly name: string;
  readonly trigger: Trigger;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** What the caller sent: the parent is read from it. */
  readonly carrier?: Carrier;
  /**
   * True where what `carrier` holds passed a front end that writes its own sampled flag: "not sampled" then says
   * nothing of what the caller wants.
   */
  readonly isSampledFlagForeign?: boolean;
  /** The platform's own context (X-Ray, the Functions host, a front end). */
  readonly ambient?: Carrier;
  readonly batch?: Batch;
  /** When the platform ends the invocation, in epoch milliseconds; undefined where it is not known. */
  readonly deadlineEpochMillis?: number;
  /** Milliseconds from now until the platform ends the invocation, where only that is known. */
  readonly timeoutMillis?: number;
}

/** How a call ended: with a value, or with an error; what went out beside the error is known on some platforms. */
export type Settled<Result> = { readonly result: Result } | { readonly error: unknown; readonly result?: Result };

/** What the platform makes of a result. */
export interface Outcome {
  /** Attributes known only at the end: the status code, the number of failed items. */
  readonly attributes?: Attributes;
  /** `error.type` where a *returned* value is a failure (a 5xx status); undefined otherwise. */
  readonly errorType?: string;
}

/** What an HTTP response says of the invocation behind it: values of headers. */
export interface ResponseStamp {
  /**
   * For `Server-Timing`: `handler;dur=12.3`, in milliseconds, and behind it `init;dur=180.5, cold` where the invocation
   * was the instance's cold start.
   */
  readonly serverTiming: string;
  /** For `Isobar-Invocation-Id`: `faas.invocation.id`; undefined where no header can hold it. */
  readonly invocationId: string | undefined;
}

/** What a lifecycle is given to export with. Never rejects; resolves when everything is sent or the budget is spent. */
export type Flush = (budgetMillis?: number) => Promise<void>;

/**
 * When telemetry is exported, relative to the response:
 * - `blocking`: before it, within the budget;
 * - `deferred`: started when the invocation settles, and not waited for;
 * - `interval`: by a timer, for instances that keep their CPU.
 */
export type FlushMode = "blocking" | "deferred" | "interval";

/** What keeps an instance awake behind a response, for one invocation. */
export interface Hold {
  /** Whether the instance waits for the release: if not, what is exported behind the response is frozen with it. */
  isHeld(): boolean;
  /** Nothing is left to do: the instance may be frozen. Only the first call counts. */
  release(): void;
}

/** When this platform lets us export, and how an instance ends. */
export interface Lifecycle {
  /** What `flush: "auto"` means here. */
  readonly mode: FlushMode;
  /**
   * Called once, when the first handler is wrapped whose telemetry is to leave behind the response: the place to ask
   * the platform for that time.
   *
   * @param warn - tells the user, once, where the platform refuses
   */
  readonly prepare?: (warn: (message: string) => void) => void;
  /**
   * On a platform that freezes an instance as soon as the response is out: asked as an invocation begins. Where nothing
   * holds the instance, its telemetry leaves before the response, within the budget.
   */
  readonly hold?: (invocationId: string) => Hold | undefined;
  /**
   * Whether an invocation that failed is exported before its response, although others are exported behind it: where an
   * instance may be left without CPU for long, the news of a failure is not to lie there. @default false
   */
  readonly blocksOnFailure?: boolean;
  /**
   * How long the platform lets an invocation run, in milliseconds, where no invocation says it but something else does
   * that can be looked up; asked as each begins. Undefined while it is not known.
   */
  readonly timeoutMillis?: () => number | undefined;
  /**
   * Whether the platform begins to count an invocation's time before it calls the function: the first of an instance,
   * which loads much, has less left than it knows. @default false
   */
  readonly countsEarlier?: boolean;
  /**
   * Whether the platform exports the span that `Invocation.ambient` names to where the invocation's own telemetry goes;
   * asked as each begins. @default false
   */
  readonly exportsAmbient?: () => boolean;
  /** Begins an export apart from what the runtime keeps of an invocation for each step that follows from it. */
  readonly apart?: <Value>(work: () => Value) => Value;
  /** Called once, when the handler is wrapped: the place for signal listeners and host hooks. */
  readonly onTerminate?: (flush: Flush) => void;
}

/** Level of a log record, as pino has it. */
export interface LogLevel {
  /** pino's label: `trace`, `debug`, `info`, `warn`, `error`, `fatal`, or a custom one. */
  readonly label: string;
  readonly number: number;
}

/** What every log line says of the invocation that wrote it. */
export interface LogContext {
  readonly traceId?: string;
  readonly spanId?: string;
  /** Two hex digits. */
  readonly traceFlags?: string;
  readonly invocationId?: string;
  readonly coldStart?: boolean;
}

/** How this platform's log pipe wants a line. */
export interface LogFormat {
  /** The field that holds the message. */
  readonly messageKey: string;
  /** The platform's own variable for the least level, where it has one. */
  readonly levelVariable?: string;
  readonly level: (level: LogLevel) => Record<string, unknown>;
  readonly time: (epochMillis: number) => Record<string, unknown>;
  /** Fields beside `trace_id`, `span_id`, `trace_flags`, `faas.invocation.id` and `faas.coldstart`, which every line has. */
  readonly context?: (context: LogContext, env: Env) => Record<string, unknown>;
}

/** One call that the function makes over HTTP, as far as a platform may look at it to recognise its own services. */
export interface OutgoingCall {
  readonly method: string;
  readonly scheme: "http" | "https";
  /** Without port and brackets. */
  readonly host: string;
  /** Without query string and fragment. */
  readonly path: string;
  /** A parameter of the query string, decoded; the empty string where it has no value. */
  query(name: string): string | undefined;
  /** A header of the request; several values are joined. */
  header(name: string): string | undefined;
}

/** What a platform makes of a call to one of its services. Names only: nothing that users put into it. */
export interface OutgoingDescription {
  /** The span's name. */
  readonly name: string;
  /** @default `CLIENT` */
  readonly kind?: SpanKind;
  readonly attributes: Attributes;
  /** True where the service hands the headers' trace context on to whoever gets the message or runs the function. */
  readonly handsOnContext?: boolean;
  /**
   * Reads the names that stand in the body only. It is given the first few KiB of the first chunk, once; nothing else
   * of it is kept.
   */
  readonly readBody?: (start: string) => Pick<OutgoingDescription, "name" | "kind" | "attributes"> | undefined;
  /** What the answer's headers, or the trailers, say beyond the status code. */
  readonly readResponse?: (statusCode: number, header: OutgoingCall["header"]) => Outcome | undefined;
  /**
   * What to send where a client library of the platform has set a trace header by itself; undefined: what it set.
   *
   * @param name - in lower case
   */
  readonly mergeHeader?: (name: string, ours: string, theirs: string) => string | undefined;
}

/** How the instance came to be: only `cold` counts as a cold start. */
export type StartKind = "cold" | "preinitialized" | "restored";

/**
 * Everything that is shaped by a platform. The core has no other way to learn of one.
 *
 * @typeParam Args - the handler's arguments
 * @typeParam Result - what the handler returns, settled
 */
export interface Adapter<Args extends readonly unknown[], Result> {
  /** The `cloud.platform` value. */
  readonly platform: string;
  /** Resource attributes from the environment alone. Pure, called once per process, no network. */
  resource(env: Env): Attributes;
  /** Reads one call. Pure and total: it never throws. Undefined means: run it untouched (a warm-up call). */
  describe(call: { readonly args: Args; readonly env: Env }): Invocation | undefined;
  /** What the platform makes of the result. Pure. */
  outcome?(settled: Settled<Result>, invocation: Invocation): Outcome;
  /**
   * With the option `serverTiming`: what an HTTP invocation's handler returned, as a copy that has the stamp among its
   * headers, or the very result where it cannot have it without another change to the response. Pure and total. Not for
   * platforms whose handlers send the response themselves.
   */
  stamp?(result: Result, stamp: ResponseStamp, call: { readonly args: Args; readonly invocation: Invocation }): unknown;
  /** Asked once, at the first invocation of the instance. */
  startKind(env: Env, millisSinceLoad: number): StartKind;
  lifecycle(env: Env): Lifecycle;
  readonly logLine: LogFormat;
  /** Propagators that the platform adds to the names of `OTEL_PROPAGATORS`. */
  readonly propagators?: Readonly<Record<string, TextMapPropagator>>;
  /** Recognises calls of the platform's services. Pure and total. Undefined: a call like any other. */
  describeCall?(call: OutgoingCall): OutgoingDescription | undefined;
}
