import type { RuntimeClient } from "./client.ts";
import type { RuntimeLog } from "./console.ts";
import { RuntimeError } from "./errors.ts";
import { nextInvocation } from "./invocation.ts";
import type { LoopOptions } from "./promise-loop.ts";

/** What ends the process where an error reaches nobody. */
export interface UncaughtReporter {
  /** Errors belong to this invocation from now on. */
  enter(requestId: string): void;
}

/** Reports what nobody caught, and ends the process. */
export function reportUncaught(client: RuntimeClient, log: RuntimeLog): UncaughtReporter {
  let requestId: string | undefined;
  const report = (message: string, error: unknown, code: number) => {
    log.error(message, error);
    const posted = requestId === undefined ? client.failInit(error) : client.fail(requestId, error);
    const exit = () => process.exit(code);
    posted.then(exit, exit);
  };
  process.on("uncaughtException", (error) => report("Uncaught Exception", error, 129));
  process.on("unhandledRejection", (reason) => {
    const error = new RuntimeError("UnhandledPromiseRejection", String(reason));
    report("Unhandled Promise Rejection", Object.assign(error, { reason }), 128);
  });
  return {
    enter(id) {
      requestId = id;
    },
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/**
 * The loop before Node 24: a handler answers with a promise or by its callback; what it returns otherwise is ignored.
 * The callback's answer goes out once the event loop is empty, unless `callbackWaitsForEmptyEventLoop` is set to false.
 */
export function runCallbackLoop({ client, log, handler }: LoopOptions, uncaught: UncaughtReporter): void {
  let onEmptyLoop: () => void = () => {};
  process.on("beforeExit", () => onEmptyLoop());

  const goOn = (posted: Promise<void>) => {
    posted.then(
      () => setImmediate(() => void once()),
      (error: unknown) => {
        throw error;
      },
    );
  };

  async function once(): Promise<void> {
    const { event, context } = await nextInvocation({ client, log });
    const id = context.awsRequestId;
    uncaught.enter(id);
    let finished = false;
    let waits = true;

    const fail = (error: unknown) => {
      log.error("Invoke Error", error);
      goOn(client.fail(id, error));
    };
    const complete = (result: unknown) => {
      onEmptyLoop = () => {};
      let payload: string;
      try {
        payload = JSON.stringify(result === undefined ? null : result) ?? "";
      } catch {
        return fail(new Error("Unable to stringify response body"));
      }
      goOn(client.respond(id, payload));
    };
    const finish = (error: unknown, result: unknown, atOnce: boolean) => {
      if (finished) return;
      finished = true;
      onEmptyLoop = () => {};
      if (error !== undefined && error !== null) fail(error);
      else if (atOnce || !waits) complete(result);
      else onEmptyLoop = () => complete(result);
    };
    onEmptyLoop = () => finish(null, null, true);

    const legacy = {
      get callbackWaitsForEmptyEventLoop() {
        return waits;
      },
      set callbackWaitsForEmptyEventLoop(value: boolean) {
        waits = value;
      },
      succeed: (result: unknown) => finish(null, result, true),
      fail: (error: unknown) => finish(error ?? "handled", null, true),
      done: (error: unknown, result: unknown) => finish(error, result, true),
    };
    const callback = (error: unknown, result: unknown) => finish(error, result, false);
    try {
      // The accessors must survive, so the context's fields are copied onto the object that has them.
      const result = handler(event, Object.assign(legacy, context), callback);
      if (isThenable(result)) result.then(legacy.succeed, legacy.fail);
    } catch (error) {
      callback(error ?? "handled", undefined);
    }
  }

  setImmediate(() => void once());
}
