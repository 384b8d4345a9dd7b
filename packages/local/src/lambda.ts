import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createCounter } from "./counts.ts";
import { createFront, readBody } from "./front.ts";
import { describeFunctionUrlEvent } from "./lambda/function-url-event.ts";
import { sendHttpAnswer } from "./lambda/http-answer.ts";
import { readInvokeResult } from "./lambda/invoke-result.ts";
import { createPool } from "./lambda/pool.ts";
import { MAX_PAYLOAD_BYTES } from "./lambda/runtime-api.ts";
import { readLambdaSettings } from "./lambda/settings.ts";
import { createTraceHeader } from "./lambda/trace-header.ts";
import type { LambdaOutcome } from "./lambda/types.ts";
import { createSurroundings } from "./surroundings.ts";
import type { InvokeResult, LocalPlatform, PlatformOptions } from "./types.ts";

/**
 * Starts AWS Lambda on this machine, with one function behind a Function URL. No instance is started before the first
 * request needs it.
 *
 * @throws Error where the function's file cannot be found as AWS Lambda would find it, or Node cannot be started.
 */
export async function startLambda(options: PlatformOptions): Promise<LocalPlatform> {
  const settings = await readLambdaSettings(options);
  const counter = createCounter();
  const surroundings = await createSurroundings(options);
  const pool = createPool(settings, { counter, surroundings });
  const urlId = createHash("sha256").update(settings.functionArn).digest("hex").slice(0, 32);

  const run = (requestId: string, event: string, traceId: string) =>
    new Promise<LambdaOutcome>((settle) => {
      pool.dispatch({ requestId, event: Buffer.from(event), traceId, settle });
    });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, MAX_PAYLOAD_BYTES);
    const requestId = randomUUID();
    const trace = createTraceHeader(request.headersDistinct["x-amzn-trace-id"]?.[0]);
    const event = describeFunctionUrlEvent(request, body, {
      requestId,
      urlId,
      traceRoot: trace.root,
      timeEpochMillis: Date.now(),
    });
    const outcome = await run(requestId, JSON.stringify(event), trace.invocation);
    const own = { "x-amzn-requestid": requestId, "x-amzn-trace-id": `${trace.root};Sampled=0` };
    await sendHttpAnswer(response, outcome, own);
  }

  const front = await createFront(serve);
  return {
    platform: "aws_lambda",
    url: front.url,
    async invoke(event): Promise<InvokeResult> {
      const invocationId = randomUUID();
      const json = JSON.stringify(event) ?? "null";
      if (Buffer.byteLength(json) > MAX_PAYLOAD_BYTES) {
        const message = `The event is longer than ${MAX_PAYLOAD_BYTES} bytes`;
        return { ok: false, error: { type: "RequestTooLargeException", message }, invocationId };
      }
      return readInvokeResult(await run(invocationId, json, createTraceHeader().invocation), invocationId);
    },
    instances: () => pool.instances(),
    invocations: counter.invocations,
    counts: () => counter.read(),
    freeze: () => pool.freeze(),
    thaw: () => pool.thaw(),
    breakConnections: surroundings.breakConnections,
    terminate: () => pool.terminate(),
    kill: () => pool.kill(),
    async stop() {
      pool.close();
      await pool.terminate();
      await front.close();
    },
  };
}
