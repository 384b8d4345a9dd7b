import { AsyncLocalStorage } from "node:async_hooks";
import { beginInvocation, type RunningInvocation, type Runtime, type Settled } from "@isobar/core";
import type { LambdaArguments } from "./types.ts";

type Callback = (error?: unknown, result?: unknown) => unknown;

/** The ways in which a context can end an invocation, on the runtimes that know callbacks. */
interface EndingContext {
  succeed?: (result?: unknown) => unknown;
  fail?: (error?: unknown) => unknown;
  done?: Callback;
}

/**
 * Runs a handler that has the runtime's callback: the invocation ends with the first of the callback, the context's
 * own `succeed`, `fail` and `done`, the returned promise, and an event loop that has nothing left to do. The runtime
 * is told after the export. Node 24's runtime knows no callbacks, and refuses such a handler as it does unwrapped.
 */
export function runCallback(
  runtime: Runtime<LambdaArguments, unknown>,
  args: readonly unknown[],
  call: (args: readonly unknown[]) => unknown,
): unknown {
  const [event, context, callback, ...rest] = args;
  const invocation = typeof callback === "function" ? beginInvocation(runtime, [event, context]) : undefined;
  if (invocation === undefined) return call(args);
  // What the runtime does next, it does not do for this invocation: its own calls are none of the handler's.
  const ending = watchEnd(invocation, AsyncLocalStorage.snapshot());
  const endingCallback: Callback = (...outcome) => {
    const settled = readOutcome(outcome);
    // Of all answers, the runtime holds back this one until the event loop has nothing left to do.
    const whenAnswered = "result" in settled && waitsForIdleLoop(context) ? whenIdle : undefined;
    ending.end(settled, () => (callback as Callback)(...stampOutcome(outcome, ending)), whenAnswered);
  };
  watchContext(context as EndingContext | undefined, ending);
  let returned: unknown;
  try {
    returned = invocation.run(() => call([event, context, endingCallback, ...rest]));
  } catch (error) {
    // As a rejection, the error reaches the same place after the export; thrown now, it would come before it.
    return ending.handOver({ error }).then(() => Promise.reject(error));
  }
  if (typeof (returned as { then?: unknown } | null | undefined)?.then !== "function") return returned;
  return Promise.resolve(returned).then(
    (result) => ending.handOver({ result }).then(() => invocation.stamped(result)),
    (error) => ending.handOver({ error }).then(() => Promise.reject(error)),
  );
}

interface Ending extends Pick<RunningInvocation<unknown>, "stamped"> {
  /** Ends the invocation and exports, before a promise is settled. Of all calls only the first counts. */
  handOver(settled: Settled<unknown>): Promise<void>;
  /** The same, and tells the runtime then; after what came first. */
  end(settled: Settled<unknown>, tellRuntime: () => unknown, whenAnswered?: (work: () => void) => void): void;
}

function readOutcome([error, result]: Parameters<Callback>): Settled<unknown> {
  return error === null || error === undefined ? { result } : { error };
}

function stampOutcome(outcome: Parameters<Callback>, { stamped }: Pick<Ending, "stamped">): Parameters<Callback> {
  return outcome.length > 1 && "result" in readOutcome(outcome) ? [outcome[0], stamped(outcome[1])] : outcome;
}

/** @param outside - runs work where the runtime called the handler */
function watchEnd(invocation: RunningInvocation<unknown>, outside: (work: () => void) => void): Ending {
  let exported: Promise<void> | undefined;
  let isHandedOver = false;
  const settle = (settled: Settled<unknown>, whenAnswered?: (work: () => void) => void): Promise<void> => {
    if (exported !== undefined) return exported;
    process.removeListener("beforeExit", endIdle);
    invocation.end(settled);
    exported = invocation.afterwards(whenAnswered) ?? Promise.resolve();
    return exported;
  };
  // A handler that forgets its callback: the runtime answers null once nothing is left to do.
  const endIdle = (): void => void settle({ result: null });
  process.prependListener("beforeExit", endIdle);
  const handOver = async (settled: Settled<unknown>): Promise<void> => {
    await settle(settled);
    isHandedOver = true;
  };
  const end: Ending["end"] = (settled, tellRuntime, whenAnswered) => {
    const tell = (): void => outside(() => void tellRuntime());
    // The runtime itself reports the promise to the context's functions.
    if (isHandedOver) return tell();
    const isFirst = exported === undefined;
    // The runtime believes what it hears first, and a promise takes a few steps to reach it.
    void settle(settled, whenAnswered).then(isFirst ? tell : () => void setImmediate(tell));
  };
  return { handOver, end, stamped: invocation.stamped };
}

/** The runtime sends the response in a listener of its own, which it added when it started: an export would delay it. */
function whenIdle(work: () => void): void {
  process.once("beforeExit", work);
}

/** `context.callbackWaitsForEmptyEventLoop`, which is true unless the handler has changed it. */
function waitsForIdleLoop(context: unknown): boolean {
  try {
    return (
      (context as { callbackWaitsForEmptyEventLoop?: unknown } | undefined)?.callbackWaitsForEmptyEventLoop === true
    );
  } catch {
    return false;
  }
}

/** The context belongs to this one invocation, so that it can be changed. */
function watchContext(context: EndingContext | undefined, ending: Ending): void {
  if (typeof context !== "object" || context === null) return;
  const { succeed, fail, done } = context;
  if (typeof succeed === "function") {
    context.succeed = (result) => ending.end({ result }, () => succeed.call(context, ending.stamped(result)));
  }
  if (typeof fail === "function") context.fail = (error) => ending.end({ error }, () => fail.call(context, error));
  if (typeof done === "function") {
    context.done = (...outcome) =>
      ending.end(readOutcome(outcome), () => done.apply(context, stampOutcome(outcome, ending)));
  }
}
