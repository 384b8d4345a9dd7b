import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Certificate } from "./certificate.ts";

/** What a backend does with each request: answers 200 after so many milliseconds, or not at all. */
export type Behaviour = number | "refuse" | "never";

/** Whole requests, and the bytes of their bodies. */
export interface Taken {
  readonly requests: number;
  readonly bytes: number;
}

export interface BackendOptions {
  readonly behaviour: Behaviour;
  /** Speaks https with it. @default http */
  readonly certificate?: Certificate;
}

/** Something that takes any request: its content is counted and thrown away. */
export interface Backend {
  /** Without a trailing slash. */
  readonly url: string;
  /** What it has read since it was asked last. */
  taken(): Promise<Taken>;
  stop(): Promise<void>;
}

/** Starts one in a thread of its own: what it does is not to be in the way of what measures. */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  const worker = new Worker(new URL("./backend-worker.ts", import.meta.url), { workerData: options });
  const answer = async <Value>(): Promise<Value> => {
    const [value] = await once(worker, "message");
    return value;
  };
  return {
    url: await answer<string>(),
    taken() {
      worker.postMessage("taken");
      return answer<Taken>();
    },
    stop: async () => void (await worker.terminate()),
  };
}
