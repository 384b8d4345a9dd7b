import type { Adapter, AnyHandler, Env, IsobarOptions, Outcome, Settled, Trigger } from "@isobar/core";
import type { Attributes } from "@opentelemetry/api";

/** A response that the stamp of `serverTiming` goes to. */
export interface ConformanceAnswer<Args extends readonly unknown[]> {
  /** "a response with headers" */
  readonly name: string;
  /**
   * What a handler does to give this response, and returns: a new value each time.
   *
   * @param serverTiming - the handler's own header of that name, where it has one
   */
  readonly answer: (args: Args, serverTiming: string | undefined) => unknown;
  /** The headers of what the call came to, each as one text, by their names in lower case. */
  readonly readHeaders: (settled: Settled<unknown>, args: Args) => Readonly<Record<string, string>>;
}

/** One kind of call that the platform makes. */
export interface ConformanceCall<Args extends readonly unknown[], Result = unknown> {
  readonly name: string;
  /** New arguments each time: they are frozen, and responses among them are ended. */
  readonly args: () => Args;
  /** What `describe` has to say of them. All members of `attributes` have to be there; others may be. */
  readonly expect: { readonly name: string; readonly trigger: Trigger; readonly attributes?: Attributes };
  /** Number of parameters of a handler for this call. @default the number of arguments */
  readonly arity?: number;
  /** What a handler for this call returns. @default an object */
  readonly result?: () => unknown;
  /** What a handler does to end an invocation that does not end with its return, as sending the response. */
  readonly respond?: (args: Args) => void;
  /**
   * Makes one call and settles as the wrapped handler did, when the invocation has ended. Where the platform answers
   * for a handler that threw, this does it. @default calls it with the arguments
   */
  readonly drive?: (wrapped: AnyHandler, args: Args) => unknown;
  /** The call with these headers added, where callers can send any: names in any case. */
  readonly withHeaders?: (headers: Readonly<Record<string, string>>) => Args;
  /** The call with this `traceparent` as the platform's own context, where the platform hands one on. */
  readonly withAmbient?: (traceparent: string) => Args;
  /** The call with one message for each carrier, where it carries messages. */
  readonly withMessages?: (carriers: readonly (Readonly<Record<string, string>> | undefined)[]) => Args;
  /** How many messages a call can carry. @default any number */
  readonly maxMessages?: number;
  /** With a response that has headers: those that the stamp goes to. */
  readonly answers?: readonly ConformanceAnswer<Args>[];
  /** What the platform makes of what a handler of this call ends with. */
  readonly outcomes?: readonly { readonly settled: Settled<Result>; readonly expect: Outcome }[];
}

/** An adapter, and what the suite has to know to drive it. */
export interface ConformanceSpec<Args extends readonly unknown[], Result = unknown> {
  readonly name: string;
  readonly adapter: Adapter<Args, Result>;
  /** The environment of a function on this platform. */
  readonly env: Env;
  /** What users wrap with. */
  readonly instrument: (handler: AnyHandler, options?: IsobarOptions) => AnyHandler;
  /** At least one call of each trigger, and one that is none of them. */
  readonly calls: readonly ConformanceCall<Args, Result>[];
  /** Arguments of calls that the adapter leaves alone (warm-up, replay). */
  readonly untouched?: readonly { readonly name: string; readonly args: () => Args }[];
}

/** The two functions of a test runner that the suite needs; vitest, `node:test` and others have them. */
export interface ConformanceRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => void | Promise<void>) => unknown;
}

/** What each part of the suite is given. */
export type ConformancePart = <Args extends readonly unknown[], Result>(
  spec: ConformanceSpec<Args, Result>,
  runner: ConformanceRunner,
) => void;
