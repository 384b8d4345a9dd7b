import { HttpResponseStream } from "./http-response-stream.ts";
import { markStreaming } from "./streaming-mark.ts";

/** Gives the handler's module the global that response streaming is written with. */
export function installGlobals(env: NodeJS.ProcessEnv): void {
  if (["1", "true"].includes(env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? "")) return;
  const before = Reflect.get(globalThis, "awslambda") as object | undefined;
  Reflect.set(globalThis, "awslambda", { ...before, streamifyResponse: markStreaming, HttpResponseStream });
}
