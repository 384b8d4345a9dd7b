import type { IncomingMessage, ServerResponse } from "node:http";
import { createCounter } from "./counts.ts";
import { createFront } from "./front.ts";
import { deliverEvent } from "./google/deliver.ts";
import { readGoogleOptions } from "./google/environment.ts";
import { type Forwarded, forward, refuse } from "./google/forward.ts";
import { findFramework } from "./google/framework-path.ts";
import { readEventId, readExecutionId } from "./google/headers.ts";
import { type GoogleInstance, startGoogleInstance } from "./google/instance.ts";
import { createInstancePool } from "./instance-pool.ts";
import { createSurroundings } from "./surroundings.ts";
import type { InstanceInfo, InvocationInfo, LocalPlatform, PlatformOptions } from "./types.ts";

/** Paths that the framework answers itself for an HTTP function. */
const IGNORED_PATHS = /^\/(favicon\.ico|robots\.txt)(?:[/?]|$)/i;

const OUTCOMES: Readonly<Record<Forwarded, InvocationInfo["outcome"]>> = {
  answered: "ok",
  left: "ok",
  failed: "error",
  broken: "error",
  timeout: "timeout",
};

/**
 * Starts Cloud Run functions on this machine: the function in the real `@google-cloud/functions-framework`, several
 * requests at a time per instance, and no CPU (SIGSTOP) while none is in flight. Instances start with the first
 * request.
 *
 * @throws Error where `@google-cloud/functions-framework` cannot be found.
 */
export async function startGoogle(options: PlatformOptions): Promise<LocalPlatform> {
  const google = readGoogleOptions(options);
  const framework = findFramework(options.file);
  const counter = createCounter();
  const surroundings = await createSurroundings(options);
  const pool = createInstancePool<GoogleInstance>({
    concurrency: google.concurrency,
    maxInstances: google.maxInstances,
    start: () => startGoogleInstance({ options, google, framework, counter, surroundings, onExit: () => pool.serve() }),
  });

  const isInvocation = (request: IncomingMessage) =>
    google.signature === "http" ? !IGNORED_PATHS.test(request.url ?? "/") : request.method === "POST";

  const send = async (
    instance: GoogleInstance,
    request: IncomingMessage,
    response: ServerResponse,
    to: { readonly port: number; readonly executionId: string },
  ): Promise<Forwarded> => {
    const outcome = await forward(request, response, {
      ...to,
      timeoutMillis: google.timeoutMillis,
      isOutOfMemory: () => instance.describe()?.outOfMemory === true,
    });
    if (outcome === "failed" || outcome === "broken") instance.suspect = true;
    return outcome;
  };

  const pass = async (instance: GoogleInstance, port: number, request: IncomingMessage, response: ServerResponse) => {
    const executionId = readExecutionId(request);
    if (!isInvocation(request)) {
      await send(instance, request, response, { port, executionId });
      return;
    }
    const { id: instanceId = "", initMillis } = instance.describe() ?? {};
    const first = instance.invocations === 0;
    counter.invoked({ cold: first });
    instance.invocations += 1;
    const beganAtMillis = performance.now();
    const outcome = OUTCOMES[await send(instance, request, response, { port, executionId })];
    const answeredAt = performance.now();
    if (outcome === "timeout") counter.timedOut();
    else if (outcome === "error") counter.failed();
    const invocation = {
      invocationId: readEventId(request) ?? executionId,
      instanceId,
      outcome,
      ...(first && initMillis !== undefined ? { initMillis } : {}),
      beganAtMillis,
      responseMillis: answeredAt - beganAtMillis,
    };
    if (google.freeze) {
      instance.onThrottle(() => counter.over({ ...invocation, holdMillis: performance.now() - answeredAt }));
    } else {
      counter.over(invocation);
    }
  };

  /** Serves a request from one instance. False where that instance turned out to be ending. */
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const instance = await pool.acquire();
    try {
      const port = await instance.ready;
      if (response.destroyed) return true;
      if (!(await instance.wake())) return false;
      await pass(instance, port, request, response);
      return true;
    } finally {
      pool.release(instance);
      instance.rest();
    }
  };

  const front = await createFront(async (request, response) => {
    try {
      while (!(await serve(request, response)));
    } catch {
      refuse(response, 503, "No instance of the function could be started");
    }
  });

  const terminate = async () => {
    await Promise.all(pool.members.map((instance) => instance.terminate()));
  };

  return {
    platform: "gcp_cloud_functions",
    url: front.url,
    invoke: (event) => deliverEvent(front.url, event),
    instances: () =>
      pool.members.map((instance) => instance.describe()).filter((info): info is InstanceInfo => info !== undefined),
    invocations: counter.invocations,
    counts: counter.read,
    freeze() {
      for (const instance of pool.members) instance.freeze();
    },
    thaw() {
      for (const instance of pool.members) instance.thaw();
    },
    breakConnections: surroundings.breakConnections,
    terminate,
    async kill() {
      await Promise.all(pool.members.map((instance) => instance.kill()));
    },
    async stop() {
      pool.close();
      await terminate();
      await front.close();
    },
  };
}
