import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

/** One request, and what became of it. */
export interface Sample {
  /** From the moment at which it was due until the answer was complete. */
  readonly latencyMillis: number;
  /** Since the epoch. */
  readonly answeredAtMillis: number;
  readonly status: number;
  /** What the function said of its trace. */
  readonly traceId: string;
}

export interface LoadOptions {
  readonly url: string;
  readonly invocations: number;
  /** When a request is due, by its index, on the clock of `performance.now()`. */
  readonly dueAtMillis: (index: number) => number;
  readonly onAnswer: () => void;
  /** Ends the loop early. */
  readonly signal?: AbortSignal;
}

/** Sends each request when it is due, whether the ones before were answered or not. */
export async function sendInOpenLoop(options: LoadOptions): Promise<Sample[]> {
  const { url, invocations, dueAtMillis, onAnswer, signal } = options;
  const agent = new Agent({ keepAlive: true });
  const pending: Promise<Sample>[] = [];
  for (let index = 0; index < invocations && !signal?.aborted; index += 1) {
    const dueAt = dueAtMillis(index);
    await wait(Math.max(0, dueAt - performance.now()), undefined, { signal }).catch(() => {});
    if (signal?.aborted) break;
    pending.push(
      send(url, agent, dueAt).then((sample) => {
        onAnswer();
        return sample;
      }),
    );
  }
  const samples = await Promise.all(pending);
  agent.destroy();
  return samples;
}

function send(url: string, agent: Agent, dueAt: number): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent }, (response) => {
      let traceId = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => (traceId += text));
      response.on("error", reject);
      response.on("end", () => {
        const now = performance.now();
        const answeredAtMillis = performance.timeOrigin + now;
        resolve({ latencyMillis: now - dueAt, answeredAtMillis, status: response.statusCode ?? 0, traceId });
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}
