import type { Invocation } from "./adapter.ts";
import { currentInvocation } from "./invocation.ts";
import type { Runtime } from "./runtime.ts";
import { processState } from "./state.ts";
import type { Telemetry } from "./telemetry.ts";

/** What an invocation runs with, beyond what the handler's code may see of it. */
export interface InvocationScope {
  /** What the handler was called with. */
  readonly args: readonly unknown[];
  readonly invocation: Invocation;
  readonly runtime: Pick<Runtime<never, never>, "config" | "naming" | "guard">;
  readonly telemetry: Telemetry;
  /** Called right before the platform ends the invocation: what is still open is to end as timed out. */
  readonly unfinished: Set<() => void>;
}

/** The scope of the invocation in which this code runs; undefined outside of one, and without telemetry. */
export function currentScope(): InvocationScope | undefined {
  const current = currentInvocation();
  return current === undefined ? undefined : processState().scopes.get(current);
}
