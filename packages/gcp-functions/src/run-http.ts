import { beginInvocation, type RunningInvocation, type Runtime, readErrorType } from "@isobar/core";
import { readRoute, setRouteOnce } from "./route.ts";
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
  let returned: unknown;
  try {
    returned = invocation.run(work);
  } catch (error) {
    call.failed(error);
    throw error;
  }
  // The framework sees to rejections of native promises, and to nothing else: looking at another thenable could start
  // work that would never have run.
  if (returned instanceof Promise) {
    const promise = returned;
    runtime.guard("promise", () => void promise.then(undefined, call.failed));
  }
  call.returned();
  return returned;
}

function watchResponse(
  runtime: Runtime<GoogleArguments, unknown>,
  invocation: RunningInvocation<unknown>,
  request: HttpRequest,
  response: HttpResponse,
): { returned(): void; failed(error: unknown): void } {
  const framework = runtime.guard("route", () => request.route);
  let failure: { readonly error: unknown } | undefined;
  let hasEnded = false;

  const end = (isComplete: boolean): void => {
    if (hasEnded) return;
    hasEnded = true;
    runtime.guard("route", () => {
      const route = readRoute(request, framework);
      if (route !== undefined) invocation.run(() => setRouteOnce(route));
    });
    const result: HttpAnswer = { isComplete, ...(response.headersSent && { statusCode: response.statusCode }) };
    invocation.end({ ...failure, result });
    // The response is out: whatever the mode, nothing is left that could wait.
    void invocation.afterwards();
  };
  const close = (): void => end(response.writableEnded);

  runtime.guard("response", () => {
    response.on("finish", () => runtime.guard("finish", () => end(true)));
    response.on("close", () => runtime.guard("close", close));
  });
  return {
    returned: () => {
      // A connection that was gone before the handler ran says no more.
      if (response.closed === true) runtime.guard("close", close);
    },
    failed: (error) =>
      void runtime.guard("failed", () => {
        if (hasEnded) {
          runtime.warn(`an HTTP function failed with ${readErrorType(error)} after its response; no span shows it`);
          return;
        }
        failure = { error };
        // With its headers out, the framework cannot answer for the handler: the response may stay open for ever.
        if (response.headersSent && !response.writableEnded) end(false);
      }),
  };
}
