// The runtime loop that runs inside an instance of the local AWS Lambda, started with the environment of one.
import { reportUncaught, runCallbackLoop } from "./lambda/callback-loop.ts";
import { createRuntimeClient } from "./lambda/client.ts";
import { patchConsole } from "./lambda/console.ts";
import { installGlobals } from "./lambda/globals.ts";
import { type LambdaHandler, loadHandler } from "./lambda/load-handler.ts";
import { runPromiseLoop } from "./lambda/promise-loop.ts";
import { runStreamingLoop } from "./lambda/streaming-loop.ts";
import { readStreamingMark } from "./lambda/streaming-mark.ts";

async function start(): Promise<void> {
  const { env } = process;
  const nodeMajor = Number.parseInt(process.versions.node, 10);
  const log = patchConsole(env);
  const client = createRuntimeClient(env.AWS_LAMBDA_RUNTIME_API ?? "");
  installGlobals(env);
  // From Node 24 on the platform's client leaves uncaught errors to Node, which ends the process.
  const uncaught = nodeMajor >= 24 ? undefined : reportUncaught(client, log);
  let handler: LambdaHandler;
  let streaming: ReturnType<typeof readStreamingMark>;
  try {
    handler = await loadHandler(env.LAMBDA_TASK_ROOT ?? "", env._HANDLER ?? "", nodeMajor);
    streaming = readStreamingMark(handler);
  } catch (error) {
    // To the older client it is an uncaught error as any other.
    if (uncaught !== undefined) return void process.nextTick(rethrow, error);
    log.error("Init Error", error);
    await client.failInit(error);
    throw error;
  }
  if (streaming !== undefined) await runStreamingLoop({ client, log, handler, uncaught, ...streaming });
  else if (uncaught === undefined) await runPromiseLoop({ client, log, handler });
  else runCallbackLoop({ client, log, handler }, uncaught);
}

function rethrow(error: unknown): never {
  throw error;
}

void start();
