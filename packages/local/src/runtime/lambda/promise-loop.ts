import type { RuntimeClient } from "./client.ts";
import type { RuntimeLog } from "./console.ts";
import { RuntimeError } from "./errors.ts";
import { type Invocation, nextInvocation } from "./invocation.ts";
import type { LambdaHandler } from "./load-handler.ts";

/** What both loops work with. */
export interface LoopOptions {
  readonly client: RuntimeClient;
  readonly log: RuntimeLog;
  readonly handler: LambdaHandler;
}

function serialize(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "";
  } catch {
    throw new RuntimeError("JSONStringifyError", "Unable to stringify response body");
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function run({ client, log, handler }: LoopOptions, { event, context }: Invocation): Promise<void> {
  try {
    const result = await handler(event, context);
    await nextTurn();
    await client.respond(context.awsRequestId, serialize(result));
  } catch (error) {
    await nextTurn();
    log.error("Invoke Error", error);
    await client.fail(context.awsRequestId, error);
  }
}

/** The loop from Node 24 on: a handler answers with its result or a promise of it. */
export async function runPromiseLoop(options: LoopOptions): Promise<never> {
  for (;;) await run(options, await nextInvocation(options));
}
