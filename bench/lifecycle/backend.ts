import { Worker } from "node:worker_threads";

/** What a backend does with each request. */
export type Behaviour = { readonly afterMillis: number; readonly status: number } | "refuse" | "never";

/** The names that `--backend` takes. */
export const BACKENDS = {
  "at-once": { afterMillis: 0, status: 200 },
  "after-100-ms": { afterMillis: 100, status: 200 },
  "after-2-s": { afterMillis: 2000, status: 200 },
  503: { afterMillis: 0, status: 503 },
  refuses: "refuse",
  never: "never",
} as const satisfies Readonly<Record<string, Behaviour>>;
export type BackendName = `${keyof typeof BACKENDS}`;

export interface Backends {
  /** Where each listens; nobody does where it refuses. */
  readonly urls: Readonly<Record<BackendName, string>>;
  /** When each trace arrived first, in milliseconds since the epoch; of backends that take them. */
  arrivals(): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

/** Starts one of each kind, in a thread of its own: what they do is not to be in the way of what sends and measures. */
export async function startBackends(): Promise<Backends> {
  const worker = new Worker(new URL("./backend-worker.ts", import.meta.url), { workerData: BACKENDS });
  const answer = <Value>(): Promise<Value> =>
    new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  const urls = await answer<Record<BackendName, string>>();
  return {
    urls,
    arrivals: () => {
      worker.postMessage("arrivals");
      return answer();
    },
    stop: async () => void (await worker.terminate()),
  };
}
