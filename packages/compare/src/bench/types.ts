/** Version of `run.json` and `client.jsonl`; a reader refuses a newer one. */
export const RUN_VERSION = 1;

/**
 * How requests arrive:
 * - `warm`: at a constant rate, over connections that are kept open;
 * - `poisson`: at the same rate, each independent of all others, as those of many users are;
 * - `burst`: many at once, each over a new connection, and nothing between;
 * - `cold`: each for an instance that is to be started.
 */
export type Pattern = "warm" | "cold" | "burst" | "poisson";

/**
 * What became of a request:
 * - `ok`: a status below 400;
 * - `app_error`: 400 or more, with the stamp: the handler's own answer, a 429 of its own among them;
 * - `throttled`: 429 without the stamp: the platform had no capacity for it;
 * - `platform_error`: 5xx without the stamp: the platform failed, or answered for a handler that threw;
 * - `refused`: any other 4xx without the stamp: a route, a key, a firewall;
 * - `unattributed`: 400 or more of a target of which no answer has had a stamp yet: anybody's;
 * - `no_answer`: the connection failed, or the time was up;
 * - `dropped`: never sent, because too many were under way.
 */
export type RequestOutcome =
  | "ok"
  | "app_error"
  | "throttled"
  | "platform_error"
  | "refused"
  | "unattributed"
  | "no_answer"
  | "dropped";

/** What a response said of its invocation, by the headers of the option `serverTiming`. */
export interface RequestStamp {
  readonly invocationId?: string;
  /** Milliseconds from the handler's start until it had its result, or its headers left. */
  readonly handlerMillis: number;
  /** On a cold start: milliseconds from the process's start until the handler was wrapped. */
  readonly initMillis?: number;
  readonly cold: boolean;
}

/** One request as the client saw it: a line of `client.jsonl`. Times are milliseconds since 1970, to the microsecond. */
export interface ClientRecord {
  /** From 1, in the order of the intended times. */
  readonly id: number;
  /** Id of the target. */
  readonly target: string;
  /** Number of the block, from 0; in each block every target has its turn, in an order of its own. */
  readonly block: number;
  /** Of the first block, which warms everything up: in no statistic. */
  readonly discarded: boolean;
  /** When the plan had it sent: latencies count from here, so that one that was sent late counts its waiting. */
  readonly intended: number;
  readonly sent?: number;
  /** When a new connection was there, TLS included; not there where an open one was used. */
  readonly connected?: number;
  readonly firstByte?: number;
  /** When the last byte had come, or it was given up. */
  readonly end?: number;
  readonly status?: number;
  readonly outcome: RequestOutcome;
  /** Why there is no answer: `timeout`, `ECONNREFUSED`. */
  readonly error?: string;
  readonly stamp?: RequestStamp;
  /** Sent with it as its `traceparent`: the invocation's span is in this trace, where callers are trusted. */
  readonly traceId: string;
  /** Length of the body that came. */
  readonly bytes?: number;
}

/** One function that requests are sent to. */
export interface RunTarget {
  /** Unique: the name, and "@" and the version where it has one. */
  readonly id: string;
  /** What it is called, as a rule the cloud: `aws`. */
  readonly name: string;
  readonly version?: string;
  /** Without credentials and query string. */
  readonly url: string;
  /** On this machine. */
  readonly local: boolean;
  /** By what it is billed, as `parseCostModel` reads it; where the user has said so. */
  readonly model?: string;
  /** Whether any of its answers has carried the stamp. */
  readonly stamps: boolean;
  /**
   * The shortest of a few TCP connects, milliseconds: one round trip to whatever answers at the address. Before a global
   * front end that is not the region where the function runs.
   */
  readonly rttMillis?: number;
}

/** Why a run ended. */
export type EndReason = "invocations" | "minutes" | "width" | "usd" | "interrupted" | "failed";

/** What a run was asked for. */
export interface RunOptions {
  /** Requests to each target that count, at most. */
  readonly invocations: number;
  readonly minutes?: number;
  /** Ends it when the interval of every target's median is no wider than this share of it. */
  readonly width?: number;
  readonly maxUsd?: number;
  /** Requests per second to each target, of `warm` and `poisson`. */
  readonly rate: number;
  /** Requests to each target in a block. */
  readonly blockSize: number;
  /** Requests at once, of `burst` and `cold`. */
  readonly burstSize: number;
  /** Seconds between bursts to one target, or idle before a cold start. */
  readonly gapSeconds: number;
  readonly timeoutMillis: number;
  readonly method: string;
  /** Names of the headers that were sent beside the driver's own. */
  readonly headers: readonly string[];
  readonly bodyBytes: number;
}

/** `run.json`: what was measured, with what, and how it ended. */
export interface RunInfo {
  readonly version: typeof RUN_VERSION;
  readonly pattern: Pattern;
  readonly seed: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Not there where the driver was killed, or still runs. */
  readonly endedAt?: string;
  readonly ended?: EndReason;
  readonly options: RunOptions;
  readonly targets: readonly RunTarget[];
  /** How many blocks from the start are in no statistic. */
  readonly discardedBlocks: number;
  /** The machine that sent the requests. */
  readonly driver: {
    readonly isobar: string;
    readonly node: string;
    readonly platform: string;
    readonly arch: string;
    readonly cpus: number;
  };
  /** Of the folder in which the command was called. */
  readonly git?: { readonly sha: string; readonly dirty: boolean };
  /** Requests that left more than 10 ms after their intended time: the driver had too much to do. */
  readonly late?: number;
  /** What the run cost by the estimate, in USD, each invocation billed alone; not there where all ran on this machine. */
  readonly usd?: number;
  /** What the numbers do not show, a sentence each. */
  readonly notes: readonly string[];
}
