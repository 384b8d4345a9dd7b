import { InvocationContext, type InvocationContextInit } from "@azure/functions";
import type { Env, Invocation } from "@isobar/core";
import { adapter } from "../src/adapter.ts";

export const TRACE_ID = "8a3c60f7d188f8fa79d48a391a778fa6";
export const TRACEPARENT = `00-${TRACE_ID}-53995c3f42cd8ad8-01`;

/** A context as the library makes it, for a function with this trigger. */
export function createContext(
  trigger: Record<string, unknown> & { type: string },
  init: InvocationContextInit = {},
): InvocationContext {
  return new InvocationContext({
    invocationId: "invocation-1",
    functionName: "placeOrder",
    ...init,
    options: { trigger: { name: "trigger1", ...trigger }, extraInputs: [], extraOutputs: [] },
  });
}

/** What the adapter makes of a call that it does not leave untouched. */
export function describeCall(input: unknown, context: unknown, env: Env = {}): Invocation {
  const invocation = adapter.describe({ args: [input, context], env });
  if (invocation === undefined) throw new Error("the call would run untouched");
  return invocation;
}
