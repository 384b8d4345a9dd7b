import { beginInvocation, keepShape, type Runtime } from "@isobar/core";
import { onUncaught } from "./domain.ts";
import type { GoogleArguments } from "./types.ts";

/** As the framework calls it: `(error, result)`. */
type Callback = (...answer: unknown[]) => unknown;

/**
 * Runs a handler that answers through a callback, as one invocation. It ends with the first call of the callback, or
 * with a throw, a rejection or a late uncaught error, for which the framework answers. What the handler returns goes to the framework
 * untouched and at once; a promise that is fulfilled says nothing, because the callback may still come.
 *
 * @param index - where the callback stands among the arguments
 */
export function runCallback(
  runtime: Runtime<GoogleArguments, unknown>,
  args: GoogleArguments,
  index: 1 | 2,
  work: (args: readonly unknown[]) => unknown,
): unknown {
  const invocation = beginInvocation(runtime, args);
  if (invocation === undefined) return work(args);
  const callback = args[index] as Callback;
  const failed = (error: unknown): void => {
    invocation.end({ error });
    void invocation.afterwards();
  };
  let exported: Promise<void> | undefined;
  const answer = function (this: unknown, ...answered: unknown[]): unknown {
    const [error, result] = answered;
    // Of further calls the framework takes no notice; they go to it all the same, and in their order.
    invocation.end(error ? { error } : { result });
    exported ??= invocation.afterwards();
    const pass = (): unknown => Reflect.apply(callback, this, answered);
    if (exported === undefined) return pass();
    // Outside of the promise, an error of the framework's own is the uncaught exception that it would have been.
    const passSoon = (): void => queueMicrotask(pass);
    void exported.then(passSoon, passSoon);
    return undefined;
  };
  onUncaught(runtime, failed);
  let returned: unknown;
  try {
    returned = invocation.run(() => work(args.with(index, keepShape(answer, callback))));
  } catch (error) {
    failed(error);
    throw error;
  }
  if (returned instanceof Promise) {
    const promise = returned;
    runtime.guard("promise", () => void promise.then(undefined, failed));
  }
  return returned;
}
