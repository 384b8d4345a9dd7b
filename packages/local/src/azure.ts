import { readAzureOptions } from "./azure/environment.ts";
import { createAzureHost } from "./azure/host.ts";
import { AppNotLoadedError, type AzureWorker, startAzureWorker } from "./azure/worker.ts";
import { createCounter } from "./counts.ts";
import { createFront, readBody } from "./front.ts";
import { createInstancePool, PoolClosedError } from "./instance-pool.ts";
import { createSurroundings } from "./surroundings.ts";
import type { InstanceInfo, LocalPlatform, PlatformOptions } from "./types.ts";

/** The host takes bodies of up to 100 MB by default. */
const MAX_BODY_BYTES = 104_857_600;

/**
 * Starts Azure Functions on this machine: an app on the programming model v4, with its own `@azure/functions`, in a
 * worker process that takes many invocations at once and is never frozen. The worker starts with the first request.
 */
export async function startAzure(options: PlatformOptions): Promise<LocalPlatform> {
  const azure = readAzureOptions(options);
  const counter = createCounter();
  const onLine = options.onLine ?? (() => undefined);
  const surroundings = await createSurroundings(options);
  let stopped = false;

  const pool = createInstancePool<AzureWorker>({
    concurrency: azure.concurrency,
    maxInstances: azure.maxInstances,
    start: () =>
      startAzureWorker({
        options,
        azure,
        host: new URL(front.url).host,
        counter,
        surroundings,
        onLine,
        onExit(unexpected) {
          pool.serve();
          // The host restarts a worker that it lost.
          if (unexpected && !stopped) pool.warm();
        },
      }),
  });
  const host = createAzureHost({ ...azure, pool, counter, onLine });

  const front = await createFront(async (request, response) => {
    const body = await readBody(request, MAX_BODY_BYTES);
    try {
      await host.serve(request, response, body);
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
    invoke: (event) => host.invoke(event),
    instances: () =>
      pool.members.map((worker) => worker.describe()).filter((info): info is InstanceInfo => info !== undefined),
    invocations: counter.invocations,
    counts: counter.read,
    // Azure Functions takes the CPU from no worker, on no plan.
    freeze() {},
    thaw() {},
    breakConnections: surroundings.breakConnections,
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
