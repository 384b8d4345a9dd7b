/** Gives the handler's module the global that marks a handler for response streaming. */
export function installGlobals(env: NodeJS.ProcessEnv): void {
  if (["1", "true"].includes(env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? "")) return;
  const streamifyResponse = (handler: object): object => {
    Reflect.set(handler, Symbol.for("aws.lambda.runtime.handler.streaming"), "response");
    return handler;
  };
  const before = Reflect.get(globalThis, "awslambda") as object | undefined;
  Reflect.set(globalThis, "awslambda", { ...before, streamifyResponse });
}
