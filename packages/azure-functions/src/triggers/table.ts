import type { Env, Invocation } from "@isobar/core";
import type { InvocationContext, TriggerOptions } from "../types.ts";

/** What a trigger says of a call; what every invocation has is added by the adapter. */
export type TriggerDescription = Omit<Invocation, "id">;

/** One call, with what has been read of it already. */
export interface TriggerCall {
  readonly input: unknown;
  readonly context: InvocationContext;
  /** `context.options.trigger`. */
  readonly options: TriggerOptions;
  readonly functionName: string | undefined;
  /** `faas.name`. */
  readonly faasName: string;
  readonly env: Env;
}

/** Describes a call of one trigger type. Pure; what a hostile getter throws, the adapter catches. */
export type TriggerReader = (call: TriggerCall) => TriggerDescription;
