import type { Attributes, Invocation } from "./adapter.ts";
import type { CurrentInvocation } from "./invocation.ts";
import type { OpenSpans } from "./open-spans.ts";
import type { Runtime } from "./runtime.ts";
import { processState } from "./state.ts";
import type { Telemetry } from "./telemetry.ts";

/** What an invocation runs with, beyond what the handler's code may see of it. */
export interface InvocationScope {
  /** What the handler's code may see of it. */
  readonly current: CurrentInvocation;
  /** What the handler was called with. */
  readonly args: readonly unknown[];
  readonly invocation: Invocation;
  readonly runtime: Pick<Runtime<never, never>, "adapter" | "config" | "naming" | "guard">;
  readonly telemetry: Telemetry;
  /** What ends with an error where the invocation is cut short. */
  readonly openSpans: OpenSpans;
  /** Milliseconds until the platform ends the invocation; undefined where that is not known. */
  remainingMillis(): number | undefined;
  /** An error came from its code that nobody caught: recorded, and its cause if it fails. */
  uncaught(error: unknown): void;
  /** It ends here, as an error, with all that is open in it; does nothing where it has ended. */
  cutShort(errorType: string, attributes: Attributes): void;
  /** What is still open, to be told when the invocation is over. */
  readonly unfinished: Set<Unfinished>;
}

/**
 * Told why its invocation is over: `deadline`, right before the platform ends it, when what is open is to end as timed
 * out; `end`, when it has settled.
 */
export type Unfinished = (why: "deadline" | "end") => void;

/** The scope of the invocation in which this code runs; undefined outside of one, and without telemetry. */
export function currentScope(): InvocationScope | undefined {
  return processState().invocations.getStore();
}
