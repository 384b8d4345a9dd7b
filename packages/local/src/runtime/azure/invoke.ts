import type { InvocationRequest, InvocationResponse } from "../../azure/messages.ts";
import type { App, FunctionCallback } from "./app.ts";
import { readOnlyFields, systemError } from "./errors.ts";

/** Which part of an invocation runs, as the library wants to know it. */
type State = "preInvocationHooks" | "invocation" | "postInvocationHooks" | undefined;

/**
 * Runs one invocation through the library: arguments, hooks, handler, hooks, response.
 *
 * @throws What the handler or a hook threw; the platform's own error where there is no such function.
 */
export async function runInvocation(app: App, request: InvocationRequest): Promise<InvocationResponse> {
  const registered = app.functions.get(request.functionId);
  if (registered === undefined || app.model === undefined) {
    throw systemError(`Function code for '${request.functionId}' is not loaded and cannot be invoked.`);
  }
  const { metadata } = registered;
  const { invocationId } = request;
  const hookData: Record<string, unknown> = {};
  let invocationContext: unknown;

  const coreContext = {
    invocationId,
    request,
    metadata,
    state: undefined as State,
    log(level: string, logCategory: string, message: string) {
      app.log({ level, logCategory, message, invocationId }, { hookData, invocationContext });
    },
  };
  const during = async <Result>(state: State, run: () => Promise<Result>): Promise<Result> => {
    coreContext.state = state;
    try {
      return await run();
    } finally {
      coreContext.state = undefined;
    }
  };
  const hookContext = <Extra extends object>(extra: Extra) =>
    Object.assign(
      readOnlyFields({
        hookData: () => hookData,
        appHookData: () => app.appHookData,
        invocationContext: () => invocationContext,
      }),
      extra,
    );

  const model = await app.model.getInvocationModel(coreContext);
  const taken = await model.getArguments();
  invocationContext = taken.context;

  const before = hookContext({ functionCallback: registered.callback as FunctionCallback, inputs: taken.inputs });
  await during("preInvocationHooks", () => app.runHooks("preInvocation", before));

  const after = hookContext({ inputs: before.inputs, result: null as unknown, error: null as unknown });
  try {
    after.result = await during("invocation", () =>
      model.invokeFunction(taken.context, before.inputs, before.functionCallback),
    );
  } catch (error) {
    after.error = error;
  }
  await during("postInvocationHooks", () => app.runHooks("postInvocation", after));
  // So does the real worker: `throw undefined` is a success.
  if (after.error !== null && after.error !== undefined) throw after.error;

  return { ...(await model.getResponse(taken.context, after.result)), invocationId };
}
