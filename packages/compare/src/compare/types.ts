import type { Bill } from "../cost/estimate-cost.ts";
import type { Estimate } from "../statistics/estimate.ts";
import type { Interval } from "../statistics/interval.ts";
import type { GateOutcome } from "./gate-types.ts";
import type { Threat } from "./threat-types.ts";

/** Version of `Comparison`; a reader refuses a newer one. It changes when a field goes or changes its meaning. */
export const COMPARISON_VERSION = 1;

/** How often something happened. */
export interface Rate {
  readonly count: number;
  readonly of: number;
  /** count / of, with Wilson's interval; nothing of none. */
  readonly share?: { readonly estimate: number; readonly interval: Interval };
}

/** Who measured: the client that sent the requests, or the SDK around the handler. */
export type Layer = "client" | "function";

/** Cold and warm are never pooled. */
export type Temperature = "cold" | "warm";

/**
 * Of what can be measured per invocation, one temperature. Milliseconds. An estimate without an interval is not to be shown
 * alone: its `missing` says what there is too little of.
 */
export interface Distribution {
  readonly layer: Layer;
  /** Invocations that neither failed nor answered 5xx, nor waited for another one's cold start. */
  readonly n: number;
  /** Instances that they ran on, where each says which. */
  readonly instances?: number;
  /**
   * Whether the intervals take instances, not invocations, as what is independent. Where there are too few of them, the
   * intervals say how these instances did, not how others would.
   */
  readonly clustered: boolean;
  readonly p50: Estimate;
  readonly p95: Estimate;
  readonly p99: Estimate;
  /** The smallest and the largest sample. */
  readonly range: Interval;
  /** The empirical distribution: at most 200 points [milliseconds, share of samples up to there], ascending. */
  readonly ecdf: readonly (readonly [millis: number, share: number])[];
  /** How far the values may be off for having been counted in bins: 0.0005 is 0.05 %. 0 where each sample was used. */
  readonly relativeError: number;
}

/** Where a client's waiting went, medians of matched requests in milliseconds; the parts need not add up to the whole. */
export interface Breakdown {
  readonly temperature: Temperature;
  readonly n: number;
  /** What is left of the client's latency when connecting, starting and the handler are taken away. */
  readonly networkAndPlatform: number;
  /** Opening the connection, on requests that opened one. */
  readonly connect?: number;
  /** From the start of the process until the handler was wrapped; on cold starts. */
  readonly init?: number;
  readonly handler: number;
  readonly client: number;
}

/** What the client of a run saw, joined with the telemetry. */
export interface ClientView {
  /** Requests that were sent, among them those that never reached the function's code. */
  readonly requests: number;
  /** Requests whose invocation is among the telemetry, of those that reached the function's code. */
  readonly matched: Rate;
  /** From the intended time of sending to the last byte. */
  readonly latency: Readonly<Partial<Record<Temperature, Distribution>>>;
  /** 429 without a stamp: refused before the function's code, of all requests. */
  readonly throttles: Rate;
  /** 5xx, or no answer at all, without a stamp: the platform's failures and the network's. */
  readonly platformFailures: Rate;
  readonly breakdown: readonly Breakdown[];
}

/** A cold start, for the strip over time. */
export interface ColdStart {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly millis: number;
  readonly instance?: string;
}

/** A stretch of a group's time, for the chart of drift. */
export interface Block {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Of warm invocations. */
  readonly p50?: number;
}

/** One invocation; `traceId` leads to its spans and log records. */
export interface InvocationReference {
  readonly group: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly invocationId?: string;
  readonly function?: string;
  readonly instance?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly millis: number;
  readonly temperature: Temperature;
  readonly httpStatus?: number;
  readonly errorType?: string;
  readonly timeout: boolean;
}

/** Invocations that have the same values of what the comparison is by. */
export interface Group {
  /** The values of `key`, joined: "aws", "aws eu-west-1". Unique. */
  readonly id: string;
  /** By the names of `by`: `{ cloud: "aws", region: "eu-west-1" }`; "" where an invocation has no such attribute. */
  readonly key: Readonly<Record<string, string>>;
  /** All values that occur among the group's invocations: more than one is a threat to a comparison. */
  readonly facts: {
    readonly clouds: readonly string[];
    readonly functions: readonly string[];
    readonly versions: readonly string[];
    readonly regions: readonly string[];
    readonly triggers: readonly string[];
    /** Memory of the function as it is configured, MiB. */
    readonly memoryMiB: readonly number[];
    /** Instances that were seen; 0 where none says which it is. */
    readonly instances: number;
  };
  /** First and last start, milliseconds since 1970. */
  readonly window: { readonly from: number; readonly to: number };
  /** Entered the function's code, errors among them. */
  readonly invocations: number;
  /** The handler threw, the process ended, or the time limit was reached; a returned 5xx is not one of them. */
  readonly errors: Rate;
  /** Among the errors. */
  readonly timeouts: Rate;
  /** Answers of 500 to 599 that the handler returned. */
  readonly http5xx: Rate;
  readonly cold: Rate;
  /** Held up by another invocation's cold start. They are neither cold nor warm, and in no distribution. */
  readonly waitedForColdStart: number;
  /** Durations in the function. */
  readonly duration: Readonly<Partial<Record<Temperature, Distribution>>>;
  /** From the start of the process until the handler was wrapped, of cold starts, where the run's client was told. */
  readonly init?: Distribution;
  /** How much longer a cold start takes, milliseconds: by the client where there is one. */
  readonly coldOverhead?: Estimate & { readonly layer: Layer };
  readonly client?: ClientView;
  /** The largest resident memory that an instance reported, bytes. */
  readonly memoryUsed?: number;
  /** By the model of where it ran, per million invocations like these; not there where the telemetry does not say. */
  readonly cost?: Bill;
  /** At most 500, spread over all of them. */
  readonly coldStarts: readonly ColdStart[];
  /** At most 20, of equal time. */
  readonly blocks: readonly Block[];
}

/** How a group compares with the baseline: above 1 it is slower. */
export interface Ratio {
  readonly group: string;
  readonly baseline: string;
  readonly layer: Layer;
  readonly temperature: Temperature;
  readonly n: number;
  readonly baselineN: number;
  /** Hodges and Lehmann's, of the logarithms. */
  readonly ratio: Estimate;
  /** The probability that an invocation of the group is slower than one of the baseline. */
  readonly slower?: number;
  /** Whether instances, not invocations, are taken as independent. */
  readonly clustered: boolean;
}

/** What comparing a group with itself says of gates on its warm durations. */
export interface Calibration {
  readonly group: string;
  readonly layer: Layer;
  /** How often it was split in two at random. */
  readonly splits: number;
  /** Samples of each half. */
  readonly n: number;
  /** In which share of the splits a gate with `usualTolerance` failed, though nothing differs. */
  readonly falseAlarms: number;
  /** A gate with this tolerance passes in 98 of 100 splits. */
  readonly tolerance: number;
  /** How much longer a function has to take so that such a gate fails as often: 0.2 for 20 %. */
  readonly finds: number;
  readonly usualTolerance: number;
  /** About as many samples of each side a gate with `usualTolerance` needs, to pass as often. */
  readonly nForUsual: number;
  /** How much longer a function takes that is to be found: 0.2 for 20 %. */
  readonly slowdown: number;
  /** About as many samples of each side a gate needs to find that, and to pass the same, both in 98 of 100. */
  readonly nForSlowdown: number;
  /** And this tolerance. */
  readonly slowdownTolerance: number;
}

/** Where telemetry was read from. */
export interface SourceInfo {
  readonly kind: "run" | "file" | "store";
  /** As the user wrote it, without credentials. */
  readonly name: string;
  /** A run's pattern, seed, versions: as `run.json` has them. */
  readonly run?: Readonly<Record<string, unknown>>;
}

/** What was read, and what was not. */
export interface Reading {
  readonly spans: number;
  /** Each counted once. */
  readonly invocations: number;
  /** Invocations' spans that came more than once. */
  readonly duplicates: number;
  /** Other spans: of the handler's own work, of other services. */
  readonly otherSpans: number;
  /** Invocations that end before they start, or took longer than a day: their durations are not used. */
  readonly badClocks: number;
  /** Lines that are no OTLP, and half lines at the end of a file. */
  readonly brokenLines: number;
  /** Invocations by the SDK or distribution that they are from: `{ "isobar 0.1.0": 600 }`. */
  readonly sdks: Readonly<Record<string, number>>;
  /** Something is missing: broken lines, duplicates or bad clocks. */
  readonly partial: boolean;
}

/** How to get the same comparison again. */
export interface Reproduction {
  /** The command as it was called, without credentials. */
  readonly command?: string;
  /** How the numbers were made, a sentence each. */
  readonly method: readonly string[];
}

/** Groups of invocations side by side: what `isobar compare --json` prints and a report shows. */
export interface Comparison {
  readonly version: typeof COMPARISON_VERSION;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly sources: readonly SourceInfo[];
  readonly reading: Reading;
  /** Which invocations, by name and value; nothing where all. */
  readonly where?: Readonly<Record<string, string>>;
  /** What makes a group, by name: `cloud`, `version`, `region`, `memory`, `function`, or an attribute's. */
  readonly by: readonly string[];
  /** Id of the group that the others are compared with. */
  readonly baseline?: string;
  /** Of all intervals. */
  readonly level: number;
  /** The baseline first, the others by id. */
  readonly groups: readonly Group[];
  readonly ratios: readonly Ratio[];
  readonly gate?: GateOutcome;
  readonly calibration?: readonly Calibration[];
  readonly threats: readonly Threat[];
  /** At most 10 a group, the slowest first. */
  readonly slowest: readonly InvocationReference[];
  /** At most 10 a group, the latest first. */
  readonly failed: readonly InvocationReference[];
  readonly reproduce: Reproduction;
}
