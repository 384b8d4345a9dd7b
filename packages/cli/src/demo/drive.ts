import { request as httpRequest } from "node:http";
import type { Cloud, RunningCloud } from "./clouds.ts";
import type { Phase, PlannedRequest } from "./plan.ts";

/** One request as the client saw it: a line of `requests.jsonl`. */
export interface SeenRequest {
  readonly id: string;
  readonly platform: string;
  readonly phase: string;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly expectedStatus: number;
  /** True where the function was to throw or to run into the time limit: the status is then the platform's own. */
  readonly isPlatformStatus: boolean;
  readonly startEpochMillis: number;
  readonly durationMillis: number;
}

/** One queue message as the client saw it: a line of `messages.jsonl`. */
export interface SeenMessage {
  readonly id: string;
  readonly platform: string;
  readonly ok: boolean;
}

/** Sends the phases one after the other. */
export async function sendRequests(
  cloud: Cloud,
  running: RunningCloud,
  phases: readonly Phase[],
  onPhase: (phase: Phase) => void,
): Promise<SeenRequest[]> {
  const seen: SeenRequest[] = [];
  for (const phase of phases) {
    onPhase(phase);
    if (phase.isColdStart) await Promise.all(running.functions.map((platform) => platform.terminate()));
    await eachAtOnce(phase.requests, phase.concurrency, async (planned) => {
      seen.push(await send(cloud, running.url, phase.name, planned));
    });
  }
  return seen;
}

/** Sends the messages, a few at once. */
export async function sendMessages(
  platform: string,
  running: RunningCloud,
  messages: readonly { readonly id: string; readonly order: unknown }[],
): Promise<SeenMessage[]> {
  const seen: SeenMessage[] = [];
  await eachAtOnce(messages, 4, async ({ id, order }) => {
    const { ok } = await running.sendMessage(id, order);
    seen.push({ id, platform, ok });
  });
  return seen;
}

async function eachAtOnce<Item>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}

async function send(cloud: Cloud, url: string, phase: string, planned: PlannedRequest): Promise<SeenRequest> {
  const startEpochMillis = Date.now();
  const started = performance.now();
  const status = await post(url, planned.id, JSON.stringify(planned.order));
  const { expected } = planned;
  return {
    id: planned.id,
    platform: cloud.platform,
    phase,
    status,
    expectedStatus:
      typeof expected === "number" ? expected : expected === "throw" ? cloud.thrownStatus : cloud.timeoutStatus,
    isPlatformStatus: typeof expected !== "number",
    startEpochMillis,
    durationMillis: performance.now() - started,
  };
}

/** @returns the status; 0 where the connection failed */
function post(url: string, id: string, body: string): Promise<number> {
  return new Promise((resolve) => {
    const request = httpRequest(
      url,
      {
        method: "POST",
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), "x-request-id": id },
      },
      (response) => {
        response.resume();
        response.once("end", () => resolve(response.statusCode ?? 0));
        response.once("error", () => resolve(0));
      },
    );
    request.once("error", () => resolve(0));
    request.end(body);
  });
}
