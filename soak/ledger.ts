import type { Signal } from "@isobar/otlp";
import type { Outage, RequestFault } from "./faults.ts";

/** One record of a body: `key` is the client's own name for it, `uid` the SDK's. */
export interface Entry {
  readonly key: string;
  readonly uid: string;
}

/** What a body held, as the backend decoded it, whether it kept it or not. */
export interface Body {
  /** The same for a body that is sent again unchanged. */
  readonly fingerprint: string;
  /** The process that sent it. */
  readonly pid: number;
  readonly entries: readonly Entry[];
  /** Counts under no key: what the SDK's limit of attribute sets put together. */
  readonly keyless: number;
  /** Of metrics: data points. */
  readonly points: number;
  /** Of metrics: what the sums of these names add up to. */
  readonly sums: Readonly<Record<string, number>>;
}

/** One request that the backend has read whole. */
export interface RequestEntry extends Body {
  readonly signal: Signal;
  /** From 0, of all signals of this backend. */
  readonly number: number;
  readonly fault: RequestFault | `outage:${Outage}` | undefined;
  isStored: boolean;
  /** Of a partial success: how many of `entries`, from the first, were not stored. */
  rejected: number;
  /** Epoch of `performance.now()`. */
  readonly readAtMillis: number;
  answeredAtMillis?: number;
  status?: number;
  /** Another request came over the same connection: the client has had its answer. */
  isFollowed: boolean;
  /** The client's side was gone before an answer. */
  isAbandoned: boolean;
  /** When the connection was closed, where no other request came over it. */
  closedAtMillis?: number;
  /** The instance was frozen when the answer was written, or soon after, before anything showed that it was heard. */
  wasFrozen: boolean;
}

/** What one invocation is known to have made: from its order, and its own line on stdout. */
export interface InvocationEntry {
  readonly id: string;
  readonly platform: string;
  readonly epoch: number;
  /** The instance's process; undefined where the handler did not say that it ran to its end. */
  pid?: number;
  readonly spans: readonly string[];
  readonly logs: readonly string[];
  readonly throws: boolean;
  /** For how long the instance had had its CPU when the answer was there. */
  activeAtAnswerMillis?: number;
}

/** What the SDK of one process said on stderr of what did not arrive. */
export interface SaidEntry {
  dropped: Record<Signal, Record<string, number>>;
  duplicated: Record<Signal, number>;
  lost: Record<Signal, number>;
  /** What it ended with. */
  unsent: Record<Signal, number>;
}

/** The end of a process that was not told of it. */
export interface KillEntry {
  readonly pid: number;
  readonly activeMillis: number;
}

/** Everything that client and backend know of one platform's run; all of it is theirs, none the SDK's but `said`. */
export interface Ledger {
  readonly platform: string;
  readonly requests: RequestEntry[];
  readonly invocations: Map<string, InvocationEntry>;
  /** By process. */
  readonly said: Map<number, SaidEntry>;
  readonly kills: KillEntry[];
  /** When connections were broken, by `performance.now()`. */
  readonly breaks: number[];
  /** How often each fault happened. */
  readonly faults: Map<string, number>;
  /** Of the run itself: what made it fail, not the telemetry. */
  readonly troubles: string[];
}

export function createLedger(platform: string): Ledger {
  return {
    platform,
    requests: [],
    invocations: new Map(),
    said: new Map(),
    kills: [],
    breaks: [],
    faults: new Map(),
    troubles: [],
  };
}

/** Notes that a fault happened. */
export function note({ faults }: Pick<Ledger, "faults">, fault: string, count = 1): void {
  faults.set(fault, (faults.get(fault) ?? 0) + count);
}
