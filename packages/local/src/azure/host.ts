import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { Counter } from "../counts.ts";
import type { ExitStatus } from "../instance.ts";
import type { InstancePool } from "../instance-pool.ts";
import type { InvokeResult, OutputLine } from "../types.ts";
import { formatTimeSpan } from "./environment.ts";
import { findHttpFunction } from "./functions.ts";
import { splitTarget } from "./http-request.ts";
import { answerHttp } from "./http-response.ts";
import { type HttpStream, streamHttp } from "./http-stream.ts";
import { describeEventInvocation, describeHttpInvocation, readAzureEvent } from "./invocation.ts";
import { writeFailure } from "./log.ts";
import type { FunctionMetadata, InvocationRequest, InvocationResponse, RpcException } from "./messages.ts";
import { fromTypedData } from "./typed-data.ts";
import { AppNotLoadedError, type AzureWorker, type Invoked, type LoadedApp } from "./worker.ts";

/** How long a streamed answer may come after the worker has said that the function is done. */
const STREAM_GRACE_MILLIS = 1000;

/** The consumption plan bills no execution as shorter. */
const LEAST_BILLED_MILLIS = 100;

/** The host: turns requests and events into invocations, and their results into answers. */
export interface AzureHost {
  /** @throws AppNotLoadedError where the app cannot be loaded. */
  serve(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void>;
  /** @throws TypeError where the event is not one of this app's. */
  invoke(event: unknown): Promise<InvokeResult>;
}

/** How the host names the end of a worker: a signal as the shell's exit code, 137 for SIGKILL. */
function describeWorkerExit(exit: ExitStatus | undefined): string {
  if (exit === undefined) return "The worker process could not be started";
  const code = exit.signal === null ? (exit.code ?? 0) : 128 + constants.signals[exit.signal];
  return `node exited with code ${code} (0x${code.toString(16).toUpperCase()})`;
}

/** What the host's log says of a failure; its names for those that are not the function's own. */
function describeFailure(invoked: Invoked, functionName: string, timeoutMillis: number): RpcException | undefined {
  if (invoked.how === "answered") return invoked.response.exception;
  const [type, message] =
    invoked.how === "timeout"
      ? [
          "FunctionTimeoutException",
          `Timeout value of ${formatTimeSpan(timeoutMillis)} was exceeded by function: Functions.${functionName}`,
        ]
      : ["WorkerProcessExitException", describeWorkerExit(invoked.exit)];
  return { type, message, stackTrace: `${type}: ${message}` };
}

/** Waits for a streamed answer. A function that returns nothing answers the message, but not the request. */
async function finishStream(streamed: HttpStream, response: ServerResponse, answer: InvocationResponse) {
  const begun = async () => {
    if (!response.headersSent) await delay(STREAM_GRACE_MILLIS);
    return response.headersSent;
  };
  if (await Promise.race([streamed.passed, begun()])) {
    await streamed.passed;
    return;
  }
  streamed.abort();
  answerHttp(response, answer);
}

/** Makes the host of one app. */
export function createAzureHost(use: {
  readonly pool: InstancePool<AzureWorker>;
  readonly counter: Counter;
  readonly timeoutMillis: number;
  /** Whether the spans that it makes of invocations are sampled. */
  readonly samplesSpans: boolean;
  readonly onLine: (line: OutputLine) => void;
}): AzureHost {
  const { pool, counter, samplesSpans } = use;

  /** Takes a slot of a worker that has loaded the app. */
  const withWorker = async <Result>(work: (worker: AzureWorker, app: LoadedApp) => Promise<Result>) => {
    const worker = await pool.acquire();
    try {
      return await work(worker, await worker.loaded);
    } finally {
      pool.release(worker);
    }
  };

  /** Runs an invocation to its end and counts it. */
  const run = async (
    worker: AzureWorker,
    metadata: FunctionMetadata,
    request: InvocationRequest,
  ): Promise<InvocationResponse> => {
    const { invocationId } = request;
    const { invocations = 0, initMillis } = worker.describe() ?? {};
    const beganAtMillis = performance.now();
    const invoked = await worker.invoke(request);
    const responseMillis = performance.now() - beganAtMillis;
    const exception = describeFailure(invoked, metadata.name, use.timeoutMillis);
    counter.over({
      invocationId,
      instanceId: worker.id,
      outcome: invoked.how === "timeout" ? "timeout" : exception === undefined ? "ok" : "error",
      ...(invocations === 0 && initMillis !== undefined ? { initMillis } : {}),
      beganAtMillis,
      responseMillis,
      billedMillis: Math.max(LEAST_BILLED_MILLIS, Math.ceil(responseMillis)),
    });
    if (exception === undefined) return invoked.how === "answered" ? invoked.response : { invocationId };
    if (invoked.how === "timeout") counter.timedOut();
    else counter.failed();
    writeFailure(use.onLine, worker.id, { functionName: metadata.name, invocationId, exception });
    return { invocationId, exception };
  };

  return {
    serve: (request, response, body) =>
      withWorker(async (worker, { http, httpUri }) => {
        const target = { method: request.method ?? "GET", path: splitTarget(request).path };
        const found = findHttpFunction(http, target);
        if (response.destroyed) return;
        if (found === undefined) {
          response.writeHead(404, { "content-length": 0 }).end();
          return;
        }
        const { metadata, params } = found;
        const stream = httpUri !== undefined;
        const invocation = describeHttpInvocation(metadata, { request, body, params, stream, samplesSpans });
        const streamed = stream ? streamHttp(httpUri, invocation.invocationId, { request, response, body }) : undefined;
        const answer = await run(worker, metadata, invocation);
        if (answer.exception !== undefined) {
          streamed?.abort();
          if (response.headersSent) response.destroy();
          else response.writeHead(500, { "content-length": 0 }).end();
          return;
        }
        if (streamed === undefined) answerHttp(response, answer);
        else await finishStream(streamed, response, answer);
      }),

    async invoke(event) {
      const given = readAzureEvent(event);
      try {
        return await withWorker(async (worker, { functions }) => {
          const metadata = functions.find(({ name }) => name.toLowerCase() === given.functionName.toLowerCase());
          if (metadata === undefined) throw new TypeError(`The app has no function ${given.functionName}`);
          const request = describeEventInvocation(metadata, given, samplesSpans);
          const { exception, returnValue, invocationId } = await run(worker, metadata, request);
          if (exception !== undefined) {
            return { ok: false, error: { type: exception.type, message: exception.message }, invocationId };
          }
          const result = fromTypedData(returnValue);
          return { ok: true, ...(result === undefined ? {} : { result }), invocationId };
        });
      } catch (error) {
        if (!(error instanceof AppNotLoadedError)) throw error;
        return {
          ok: false,
          error: { type: "WorkerProcessExitException", message: error.message },
          invocationId: randomUUID(),
        };
      }
    },
  };
}
