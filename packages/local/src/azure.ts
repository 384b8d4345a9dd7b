import type { IncomingMessage, ServerResponse } from "node:http";
import { readAzureOptions } from "./azure/environment.ts";
import { findHttpFunction, type HttpFunction, listHttpFunctions } from "./azure/functions.ts";
import { splitTarget } from "./azure/http-request.ts";
import { answerHttp } from "./azure/http-response.ts";
import { describeEventInvocation, describeHttpInvocation, readAzureEvent } from "./azure/invocation.ts";
import { writeFailure } from "./azure/log.ts";
import type { FunctionMetadata, InvocationRequest, InvocationResponse } from "./azure/messages.ts";
import { fromTypedData } from "./azure/typed-data.ts";
import { AppNotLoadedError, type AzureWorker, startAzureWorker } from "./azure/worker.ts";
import { createCounter } from "./counts.ts";
import { createFront, readBody } from "./front.ts";
import { createInstancePool, PoolClosedError } from "./instance-pool.ts";
import type { InvokeResult, LocalPlatform, PlatformOptions } from "./types.ts";

/** The host takes bodies of up to 100 MB by default. */
const MAX_BODY_BYTES = 104_857_600;

/** What the host knows of the app once a worker has loaded it. */
interface LoadedApp {
  readonly functions: readonly FunctionMetadata[];
  readonly http: readonly HttpFunction[];
}

/**
 * Starts Azure Functions on this machine: an app on the programming model v4, with its own `@azure/functions`, in a
 * worker process that takes many invocations at once and is never frozen. The worker starts with the first request.
 */
export async function startAzure(options: PlatformOptions): Promise<LocalPlatform> {
  const azure = readAzureOptions(options);
  const counter = createCounter();
  const onLine = options.onLine ?? (() => undefined);
  let stopped = false;
  let app: LoadedApp | undefined;

  const pool = createInstancePool<AzureWorker>({
    concurrency: azure.concurrency,
    maxInstances: azure.maxInstances,
    start: () =>
      startAzureWorker({
        options,
        azure,
        host: new URL(front.url).host,
        counter,
        onLine,
        onExit(unexpected) {
          pool.serve();
          // The host restarts a worker that it lost.
          if (unexpected && !stopped) pool.warm();
        },
      }),
  });

  /** Takes a slot of a worker that has loaded the app. */
  const withWorker = async <Result>(use: (worker: AzureWorker, loaded: LoadedApp) => Promise<Result>) => {
    const worker = await pool.acquire();
    try {
      const functions = await worker.loaded;
      app ??= { functions, http: listHttpFunctions(functions) };
      return await use(worker, app);
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
    const invoked = await worker.invoke(request);
    const { invocationId } = request;
    const fail = (type: string, message: string) => ({ type, message, stackTrace: message });
    const response: InvocationResponse =
      invoked.how === "answered"
        ? invoked.response
        : invoked.how === "timeout"
          ? { invocationId, exception: fail("timeout", `Timeout value of ${azure.timeoutMillis} ms exceeded`) }
          : { invocationId, exception: fail("exit", "The worker process ended during the invocation") };
    if (invoked.how === "timeout") counter.timedOut();
    else if (response.exception !== undefined) counter.failed();
    if (response.exception !== undefined) {
      writeFailure(onLine, worker.id, { functionName: metadata.name, invocationId, exception: response.exception });
    }
    return response;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse, body: Buffer) => {
    const target = { method: request.method ?? "GET", path: splitTarget(request).path };
    await withWorker(async (worker, loaded) => {
      const found = findHttpFunction(loaded.http, target);
      if (found === undefined) {
        response.writeHead(404, { "content-length": 0 }).end();
        return;
      }
      if (response.destroyed) return;
      const invocation = describeHttpInvocation(found.metadata, request, body, found.params);
      const answer = await run(worker, found.metadata, invocation);
      if (answer.exception === undefined) answerHttp(response, answer);
      else response.writeHead(500, { "content-length": 0 }).end();
    });
  };

  const front = await createFront(async (request, response) => {
    const body = await readBody(request, MAX_BODY_BYTES);
    try {
      await serve(request, response, body);
    } catch (error) {
      if (!(error instanceof AppNotLoadedError || error instanceof PoolClosedError)) throw error;
      response.writeHead(503, { "content-type": "text/plain" }).end("Function host is not running.");
    }
  });

  const terminate = async () => {
    await Promise.all(pool.members.map((worker) => worker.terminate()));
  };

  return {
    platform: "azure.functions",
    url: front.url,
    async invoke(event): Promise<InvokeResult> {
      const given = readAzureEvent(event);
      return await withWorker(async (worker, loaded) => {
        const metadata = loaded.functions.find(({ name }) => name.toLowerCase() === given.functionName.toLowerCase());
        if (metadata === undefined) throw new TypeError(`The app has no function ${given.functionName}`);
        const request = describeEventInvocation(metadata, given);
        const { exception, returnValue, invocationId } = await run(worker, metadata, request);
        if (exception !== undefined) {
          return { ok: false, error: { type: exception.type, message: exception.message }, invocationId };
        }
        const result = fromTypedData(returnValue);
        return { ok: true, ...(result === undefined ? {} : { result }), invocationId };
      });
    },
    instances: () => pool.members.map((worker) => worker.describe()),
    counts: counter.read,
    // Azure Functions takes the CPU from no worker, on no plan.
    freeze() {},
    thaw() {},
    terminate,
    async kill() {
      await Promise.all(pool.members.map((worker) => worker.kill()));
    },
    async stop() {
      stopped = true;
      pool.close();
      await terminate();
      await front.close();
    },
  };
}
