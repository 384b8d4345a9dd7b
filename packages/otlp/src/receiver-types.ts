import type { Metric } from "./metric-model.ts";
import type { Encoding, LogRecord, Signal, Span } from "./model.ts";

/** A request as it came in, before it is decoded. */
export interface ReceivedRequest {
  signal: Signal;
  encoding: Encoding;
  /** The how-manieth request of its signal this is, the first being 1. */
  attempt: number;
  /** The sender's headers, names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Length of the body on the wire, before decompression. */
  byteLength: number;
}

/** How to answer a request, in detail. */
export interface AnswerDetails {
  /**
   * "hang" never answers, "reset" breaks the connection.
   * @default "answer"
   */
  action?: "answer" | "hang" | "reset";
  /** @default 200 */
  status?: number;
  /** Beside, or in place of, the receiver's own. */
  headers?: Record<string, string>;
  /** @default what OTLP says for the status, in the encoding of the request */
  body?: string | Uint8Array;
  /** How long to wait before the action. What is stored is stored before. @default 0 */
  delayMillis?: number;
  /**
   * Whether to keep the telemetry all the same: the answer that gets lost although all went well.
   * @default true for an answer of 200 to 299, false for anything else
   */
  store?: boolean;
}

/** How to answer a request: "ok" accepts it, the others are faults. */
export type Answer = "ok" | "hang" | "reset" | AnswerDetails;

/** What was received since the start or the last `clear()`. */
export interface ReceivedCounts {
  /** Requests that were accepted. */
  requests: number;
  /** Requests that were not accepted, whatever they were answered. */
  refused: number;
  spans: number;
  logRecords: number;
  metricDataPoints: number;
  /** Bodies of the accepted requests on the wire, before decompression. */
  bytes: number;
}

/** How to receive. */
export interface ReceiverOptions {
  /** @default 0, a free port */
  port?: number;
  /** @default "127.0.0.1": nobody outside of this machine can send */
  host?: string;
  /** Called with the entries of each accepted request; the answer waits for it, and is a 503 where it fails. */
  onTraces?: (spans: Span[], request: ReceivedRequest) => void | Promise<void>;
  /** Like `onTraces`. */
  onLogs?: (logRecords: LogRecord[], request: ReceivedRequest) => void | Promise<void>;
  /** Like `onTraces`. */
  onMetrics?: (metrics: Metric[], request: ReceivedRequest) => void | Promise<void>;
  /** Where to append what is accepted as OTLP JSON Lines, before it is answered. @default nowhere */
  directory?: string;
  /** The longest body, as sent and decompressed. @default 67108864 (64 MiB) */
  maxBodyBytes?: number;
  /** Whether to keep what is accepted in `spans`, `logRecords` and `metrics`. @default true */
  keep?: boolean;
  /** Decides what happens to each request, so that a test can make the receiver misbehave. @default "ok" */
  respond?: (request: ReceivedRequest) => Answer | Promise<Answer>;
}

/** A running OTLP/HTTP receiver. */
export interface Receiver {
  /** The base URL, for `OTEL_EXPORTER_OTLP_ENDPOINT`: without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly received: Readonly<ReceivedCounts>;
  /** In the order of arrival; empty with `keep: false`. */
  readonly spans: readonly Span[];
  /** In the order of arrival; empty with `keep: false`. */
  readonly logRecords: readonly LogRecord[];
  /** In the order of arrival, one entry for each time it was exported; empty with `keep: false`. */
  readonly metrics: readonly Metric[];
  /**
   * Waits until the predicate gives something truthy, and returns that. It is asked now and after each request.
   * @param timeoutMillis default 5000
   * @throws when the time is over, saying what has arrived; when the receiver stops; what the predicate throws.
   */
  waitFor<T>(predicate: (receiver: Receiver) => T, timeoutMillis?: number): Promise<Truthy<T>>;
  /** Forgets what was kept and sets the counts to 0; files stay. */
  clear(): void;
  /**
   * Stops listening, gives running requests a second, closes connections and files.
   * @throws the first error of a callback, of `respond` or of the disk (rejects): none goes unseen.
   */
  stop(): Promise<void>;
}

/** What is left of a type when the falsy values are taken away. */
export type Truthy<T> = Exclude<T, undefined | null | false | 0 | "">;
