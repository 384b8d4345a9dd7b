import { beginInvocation, type RunningInvocation, type Runtime, readErrorType } from "@isobar/core";
import { onUncaught } from "./domain.ts";
import { readRoute, setRouteOnce } from "./route.ts";
import { stampHead } from "./stamp.ts";
import type { GoogleArguments, HttpAnswer, HttpRequest, HttpResponse } from "./types.ts";

/**
 * Runs an HTTP handler as one invocation, which ends when the response does: with `finish`, or with `close` where the
 * connection ended first. What the handler returns or throws goes to the framework untouched, and at once.
 */
export function runHttp(
  runtime: Runtime<GoogleArguments, unknown>,
  args: GoogleArguments,
  work: () => unknown,
): unknown {
  const invocation = beginInvocation(runtime, args);
  if (invocation === undefined) return work();
  const [request, response] = args as unknown as [HttpRequest, HttpResponse];
  const call = watchResponse(runtime, invocation, request, response);
  onUncaught(runtime, answerInstead(call.answer, invocation.uncaught));
  let returned: unknown;
  try {
    returned = invocation.run(work);
  } catch (error) {
    void call.failed(error);
    throw error;
  }
  // The framework sees to rejections of native promises, and to nothing else: looking at another thenable could start
  // work that would never have run.
  if (!(returned instanceof Promise)) {
    call.returned();
    return returned;
  }
  const promise: Promise<unknown> = returned;
  const failed = (error: unknown): Promise<never> =>
    Promise.resolve(call.failed(error)).then(() => Promise.reject(error));
  const told = runtime.guard("promise", () => promise.then(undefined, failed)) ?? promise;
  call.returned();
  if (runtime.holdsFailures) return told;
  told.catch(() => {});
  return promise;
}

/** The framework answers for an error that nobody caught. Apart from `runHttp`: the request's domain outlives it. */
function answerInstead(answer: OwnAnswer, uncaught: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    answer.isOwn = false;
    uncaught(error);
  };
}

/** Whether it is the handler that answers. */
interface OwnAnswer {
  isOwn: boolean;
}

function watchResponse(
  runtime: Runtime<GoogleArguments, unknown>,
  invocation: RunningInvocation<unknown>,
  request: HttpRequest,
  response: HttpResponse,
): { readonly answer: OwnAnswer; returned(): void; failed(error: unknown): Promise<void> | undefined } {
  const framework = runtime.guard("route", () => request.route);
  let failure: { readonly error: unknown } | undefined;
  let hasEnded = false;
  /** When the whole response was handed over: an instance without CPU may hear much later that it is out. */
  let handedOverAt: number | undefined;
  // Where the handler failed, it is the framework that answers.
  const answer: OwnAnswer = { isOwn: true };
  if (runtime.config.serverTiming) {
    runtime.guard("stamp", () => stampHead(response, () => (answer.isOwn ? invocation.stamp() : undefined)));
  }

  const end = (isComplete: boolean, status: Pick<HttpAnswer, "statusCode">): Promise<void> | undefined => {
    if (hasEnded) return undefined;
    hasEnded = true;
    runtime.guard("route", () => {
      const route = readRoute(request, framework);
      if (route !== undefined) invocation.run(() => setRouteOnce(route));
    });
    const result: HttpAnswer = { isComplete, ...status };
    invocation.end({ ...failure, result }, handedOverAt);
    return invocation.afterwards();
  };
  /** The response is out: whatever the mode, nothing is left that could wait. */
  const endAnswered = (isComplete: boolean): void =>
    void end(isComplete, response.headersSent ? { statusCode: response.statusCode } : {});
  const handedOver = (): void => {
    handedOverAt = invocation.now();
  };
  const finish = (): void => runtime.guard("finish", () => endAnswered(true));
  const close = (): void =>
    runtime.guard("close", () => {
      endAnswered(response.writableEnded);
      // The framework keeps a response for longer than its request, and with it all that listens.
      response.off("prefinish", handedOver);
      response.off("finish", finish);
      response.off("close", close);
    });
  runtime.guard("response", () => {
    response.on("prefinish", handedOver);
    response.on("finish", finish);
    response.on("close", close);
  });
  return {
    answer,
    returned: () => {
      // A connection that was gone before the handler ran says no more.
      if (response.closed === true) close();
    },
    failed: (error) =>
      runtime.guard("failed", () => {
        if (hasEnded) {
          runtime.warn(`an HTTP function failed with ${readErrorType(error)} after its response; no span shows it`);
          return undefined;
        }
        failure = { error };
        answer.isOwn = false;
        // The framework answers for the handler, once it is told.
        if (!response.headersSent) return runtime.holdsFailures ? end(true, { statusCode: 500 }) : undefined;
        // With its headers out, it cannot: the response may stay open for ever.
        if (!response.writableEnded) endAnswered(false);
        return undefined;
      }),
  };
}
