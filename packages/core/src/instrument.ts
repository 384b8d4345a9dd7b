import type { Adapter } from "./adapter.ts";
import type { IsobarOptions } from "./options.ts";
import { beginInvocation, type RunningInvocation } from "./run.ts";
import { createRuntime, type Runtime } from "./runtime.ts";

/** Any handler. Its parameters are `any` so that a handler without annotations gets usable ones. */
// biome-ignore lint/suspicious/noExplicitAny: `unknown` and `never` would both make `(event) => event.path` an error
export type AnyHandler = (...args: any[]) => unknown;

/**
 * Checks what is to be wrapped, and joins it with an adapter.
 *
 * @throws TypeError where the handler is not a function: the one mistake that is reported at once, because nothing
 * could ever run
 * @returns undefined where the handler is to be used as it is
 */
export function prepare<Args extends readonly unknown[], Result>(
  adapter: Adapter<Args, Result>,
  handler: unknown,
  options: IsobarOptions | undefined,
): Runtime<Args, Result> | undefined {
  if (typeof handler !== "function") {
    throw new TypeError(
      `instrument() needs a handler function, but was given ${handler === null ? "null" : typeof handler}`,
    );
  }
  return createRuntime(adapter, options);
}

/**
 * Runs a handler that ends with its return value or promise, as one invocation. What it returns or throws is what
 * comes back, the same value or error; where the platform needs it, after the export. With `serverTiming`, an HTTP
 * result comes back as a copy with the stamp.
 *
 * @param begun - told of the invocation before its handler runs
 */
export function runInvocation<Args extends readonly unknown[], Result>(
  runtime: Runtime<Args, Result>,
  args: Args,
  work: () => unknown,
  begun?: (invocation: RunningInvocation<Result>) => void,
): unknown {
  const invocation = beginInvocation(runtime, args);
  if (invocation === undefined) return work();
  begun?.(invocation);
  let returned: unknown;
  try {
    returned = invocation.run(work);
  } catch (error) {
    invocation.end({ error });
    void invocation.afterwards();
    throw error;
  }
  if (!isThenable(returned)) {
    invocation.end({ result: returned as Result });
    void invocation.afterwards();
    return invocation.stamped(returned as Result);
  }
  return Promise.resolve(returned).then(
    async (result) => {
      invocation.end({ result: result as Result });
      await invocation.afterwards();
      return invocation.stamped(result as Result);
    },
    async (error) => {
      invocation.end({ error });
      await invocation.afterwards();
      throw error;
    },
  );
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
  } catch {
    // Whoever awaits it gets that error, as without us.
    return false;
  }
}

/** Gives a wrapper the name, the arity and the marks of what it wraps: runtimes decide by them how to call it. */
export function keepShape<Handler extends object>(wrapper: object, handler: Handler): Handler {
  for (const key of Reflect.ownKeys(handler)) {
    if (key === "prototype" || key === "arguments" || key === "caller") continue;
    const descriptor = Object.getOwnPropertyDescriptor(handler, key);
    if (descriptor !== undefined) Object.defineProperty(wrapper, key, descriptor);
  }
  return wrapper as Handler;
}
