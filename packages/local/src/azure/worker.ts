import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Counter } from "../counts.ts";
import { type ExitStatus, type InstanceProcess, spawnInstance } from "../instance.ts";
import type { PoolMember } from "../instance-pool.ts";
import type { Attachment, Surroundings } from "../surroundings.ts";
import type { InstanceInfo, OutputLine, PlatformOptions } from "../types.ts";
import { type AzureOptions, azureEnvironment } from "./environment.ts";
import { type HttpFunction, listHttpFunctions } from "./functions.ts";
import { writeLog } from "./log.ts";
import {
  type FromWorker,
  type FunctionMetadata,
  type InvocationRequest,
  type InvocationResponse,
  packMessage,
  type ToWorker,
  unpackMessage,
} from "./messages.ts";

/** What the host waits for a worker to load the app. */
const START_MILLIS = 60_000;

/** What the host waits after WorkerTerminate. */
const GRACE_MILLIS = 10_000;

/** The worker ended before it had loaded the app; it has written why. */
export class AppNotLoadedError extends Error {
  override readonly name = "AppNotLoadedError";
}

/** What the host learns of an app once a worker has loaded it. */
export interface LoadedApp {
  readonly functions: readonly FunctionMetadata[];
  readonly http: readonly HttpFunction[];
  /** Where the worker takes HTTP requests itself, with `enableHttpStream`. */
  readonly httpUri: string | undefined;
}

/** How one invocation came to its end. */
export type Invoked =
  | { readonly how: "answered"; readonly response: InvocationResponse }
  /** The worker was killed, because this invocation took too long. */
  | { readonly how: "timeout" }
  /** The worker ended for another reason. */
  | { readonly how: "ended"; readonly exit: ExitStatus | undefined };

/** One worker process. */
export interface AzureWorker extends PoolMember {
  readonly id: string;
  /** Settles with what the worker loaded; rejects with {@link AppNotLoadedError} where it ended before. */
  readonly loaded: Promise<LoadedApp>;
  invoke(request: InvocationRequest): Promise<Invoked>;
  /** Ends it as at scale-in: WorkerTerminate, then SIGKILL. */
  terminate(): Promise<void>;
  kill(): Promise<void>;
  /** Undefined before its process runs. */
  describe(): InstanceInfo | undefined;
}

// The CommonJS build has no `import.meta.url`, the ESM build no `__dirname`.
const folder = typeof __dirname === "string" ? __dirname : dirname(fileURLToPath(import.meta.url));
const WORKER_FILE = join(folder, "runtime", "azure-worker.cjs");

/** Starts a worker, which loads the app. */
export function startAzureWorker(use: {
  readonly options: PlatformOptions;
  readonly azure: AzureOptions;
  readonly host: string;
  readonly counter: Counter;
  readonly surroundings: Surroundings;
  readonly onLine: (line: OutputLine) => void;
  /** Called when it ended; `unexpected` where the host did not want it to, although it had loaded the app. */
  readonly onExit: (unexpected: boolean) => void;
}): AzureWorker {
  const { options, azure, counter } = use;
  const id = randomUUID();
  const pending = new Map<string, (invoked: Invoked) => void>();
  let accepting = true;
  let leaving = false;
  let ended = false;
  let exitStatus: ExitStatus | undefined;
  let initMillis: number | undefined;
  let invocations = 0;

  let child: InstanceProcess | undefined;

  const spawn = (attachments: readonly Attachment[]) =>
    spawnInstance({
      id,
      ...(options.node === undefined ? {} : { node: options.node }),
      nodeArguments: options.nodeArguments ?? [],
      args: [WORKER_FILE, options.file],
      env: { ...azureEnvironment(azure, { file: options.file, instanceId: id, host: use.host }), ...options.env },
      cwd: dirname(options.file),
      memoryMegabytes: azure.memoryMegabytes,
      attachments,
      ipc: true,
      onLine: use.onLine,
    });
  const send = (message: ToWorker) => child?.send(packMessage(message) as object);
  const leave = () => {
    accepting = false;
    leaving = true;
  };
  const onEnded = (exit?: ExitStatus) => {
    exitStatus = exit;
    ended = true;
    accepting = false;
    for (const settle of [...pending.values()]) settle({ how: "ended", exit });
    use.onExit(initMillis !== undefined && !leaving);
  };

  const load = (worker: InstanceProcess) =>
    new Promise<LoadedApp>((resolve, reject) => {
      const starting = setTimeout(() => worker.signal("SIGKILL"), START_MILLIS);
      worker.onMessage((packed) => {
        const message = unpackMessage(packed) as FromWorker;
        if (message.type === "rpcLog") writeLog(use.onLine, id, message.log);
        if (message.type === "invocationResponse") {
          pending.get(message.response.invocationId)?.({ how: "answered", response: message.response });
        }
        if (message.type === "loaded") {
          const { functions, capabilities } = message;
          clearTimeout(starting);
          try {
            resolve({ functions, http: listHttpFunctions(functions), httpUri: capabilities.HttpUri });
            initMillis = performance.now() - worker.startedAtMillis;
            counter.ready(initMillis);
          } catch (error) {
            // The host refuses such an app too: a route with a constraint that does not exist, ...
            use.onLine({ instanceId: id, stream: "stderr", text: String(error) });
            leave();
            worker.signal("SIGKILL");
          }
        }
      });
      worker.exited.then((exit) => {
        clearTimeout(starting);
        reject(new AppNotLoadedError("The worker ended before it had loaded the app"));
        onEnded(exit);
      });
    });

  const start = async () => {
    const attachments = await use.surroundings.attach();
    if (leaving) {
      for (const attachment of attachments) attachment.close();
      throw new AppNotLoadedError("The worker was ended before it was started");
    }
    child = spawn(attachments);
    return load(child);
  };

  const loaded = start();
  // Whoever waits for it hears of the failure; nobody may be waiting.
  loaded.catch(() => {
    if (child === undefined) onEnded();
  });

  return {
    id,
    inFlight: 0,
    get accepting() {
      return accepting;
    },
    loaded,
    invoke(request) {
      counter.invoked({ cold: invocations === 0 });
      invocations += 1;
      return new Promise((resolve) => {
        const settle = (invoked: Invoked) => {
          if (!pending.delete(request.invocationId)) return;
          clearTimeout(timer);
          resolve(invoked);
        };
        const timer = setTimeout(() => {
          if (!accepting) return;
          // No code of the function runs any more, and what else it was doing is lost with it.
          accepting = false;
          settle({ how: "timeout" });
          child?.signal("SIGKILL");
        }, azure.timeoutMillis);
        pending.set(request.invocationId, settle);
        if (ended) settle({ how: "ended", exit: exitStatus });
        else send({ type: "invocationRequest", request });
      });
    },
    async terminate() {
      leave();
      send({ type: "workerTerminate" });
      const timer = setTimeout(() => child?.signal("SIGKILL"), GRACE_MILLIS);
      await child?.exited;
      clearTimeout(timer);
    },
    async kill() {
      leave();
      child?.signal("SIGKILL");
      await child?.exited;
    },
    describe() {
      if (child === undefined) return undefined;
      const running = initMillis === undefined ? "starting" : pending.size > 0 ? "busy" : "idle";
      return {
        id,
        pid: child.pid,
        state: ended ? "ended" : running,
        invocations,
        activeMillis: child.activeMillis,
        peakMegabytes: child.peakMegabytes,
        outOfMemory: child.outOfMemory,
        ...(initMillis === undefined ? {} : { initMillis }),
      };
    },
  };
}
