import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import {
  type LocalPlatform,
  type OutputLine,
  type PlatformOptions,
  startAzure,
  startGoogle,
  startLambda,
} from "../../packages/local/dist/index.js";
import { startReceiver } from "../../packages/otlp/dist/index.js";
import { type Gate, startGate } from "./support/gate.ts";
import { callAndWatch } from "./support/watched-call.ts";

const FIFTY = Array.from({ length: 50 }, (_, number) => number);
const file = (path: string): string => fileURLToPath(new URL(`fixtures/${path}`, import.meta.url));
const node22 = fileURLToPath(new URL("../../node_modules/node22/bin/node", import.meta.url));

/** A form of handler, and how it is called. */
interface Shape {
  readonly name: string;
  start(options: PlatformOptions): Promise<LocalPlatform>;
  /** By whether Isobar is there. */
  options(isBare: boolean): PlatformOptions;
  /** What the caller of one number gets. */
  call(platform: LocalPlatform, number: number, gate: Gate): Promise<unknown>;
  /** False where the fixture does not say what it comes through. */
  readonly hasMoments?: boolean;
  /** True where the handlers ask the gate, which has spans of its own. */
  readonly makesCalls?: boolean;
  /** True where the platform takes no such handler, and starts an instance for each call to say so. */
  readonly isRefused?: boolean;
}

const invoke = async (platform: LocalPlatform, event: object): Promise<unknown> => {
  const { invocationId: _, ...told } = await platform.invoke(event);
  return told;
};

/** One process takes all fifty at once, where the platform has that. */
const AT_ONCE = { concurrency: 50, maxInstances: 1, freeze: false };
const bareEnv = (isBare: boolean): Record<string, string> => (isBare ? { E2E_BARE: "true" } : {});

const lambdaCallback = (node: string, flush = "auto"): Omit<Shape, "name"> => ({
  start: startLambda,
  options: (isBare) => ({
    file: file("concurrency/aws.cjs"),
    target: isBare ? "bare" : "wrapped",
    node,
    maxInstances: 3,
    freeze: false,
    env: { ISOBAR_FLUSH: flush },
  }),
  call: (platform, number) => invoke(platform, { number }),
});

const lambdaStreaming = (target: string, node: string): Omit<Shape, "name"> => ({
  start: startLambda,
  options: (isBare) => ({
    file: file("streaming/handlers.mjs"),
    target: isBare ? "bare" : target,
    node,
    maxInstances: 3,
  }),
  call: ({ url }, number, gate) => {
    const query = new URLSearchParams({ gate: `${gate.url}/${number}` });
    return callAndWatch(`${url}/gated/${number}?${query}`, { onFirst: () => gate.open(number) });
  },
  hasMoments: false,
  makesCalls: true,
});

const google = (
  target: string,
  signature: "http" | "cloudevent" | "event",
  call: Shape["call"],
): Omit<Shape, "name"> => ({
  start: startGoogle,
  options: (isBare) => ({ file: file("concurrency/gcp.cjs"), target, signature, ...AT_ONCE, env: bareEnv(isBare) }),
  call,
});

const post = ({ url }: LocalPlatform, headers: Readonly<Record<string, string>>, body: object): Promise<unknown> =>
  callAndWatch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

const cloudEvent: Shape["call"] = (platform, number) =>
  post(
    platform,
    { "ce-specversion": "1.0", "ce-id": `e-${number}`, "ce-source": "/shop", "ce-type": "shop.ordered" },
    { number },
  );

const gated =
  (path: string): Shape["call"] =>
  ({ url }, number, gate) => {
    const query = new URLSearchParams({ number: String(number), gate: `${gate.url}/${number}` });
    return callAndWatch(`${url}${path}?${query}`, { onFirst: () => gate.open(number) });
  };

const azure = (call: Shape["call"]): Omit<Shape, "name"> => ({
  start: startAzure,
  options: (isBare) => ({ file: file("concurrency/azure.cjs"), ...AT_ONCE, env: bareEnv(isBare) }),
  call,
});

const SHAPES: readonly Shape[] = [
  { name: "a callback on Lambda with Node 22", ...lambdaCallback(node22) },
  { name: "a callback whose answer waits for the export", ...lambdaCallback(node22, "blocking") },
  {
    name: "a callback on Lambda with Node 24, which refuses it",
    ...lambdaCallback(process.execPath),
    hasMoments: false,
    isRefused: true,
  },
  { name: "a stream on Lambda with Node 24", ...lambdaStreaming("inside", process.execPath) },
  { name: "a stream on Lambda with Node 22, marked outside", ...lambdaStreaming("outside", node22) },
  { name: "an HTTP function on Google Cloud", ...google("http", "http", gated("/")), makesCalls: true },
  { name: "a CloudEvent function with a callback", ...google("event", "cloudevent", cloudEvent) },
  { name: "a CloudEvent function", ...google("promised", "cloudevent", cloudEvent) },
  {
    name: "a background function with a callback",
    ...google("background", "event", (platform, number) => {
      const context = {
        eventId: `b-${number}`,
        eventType: "shop.ordered",
        timestamp: "2026-01-01T00:00:00Z",
        resource: "r",
      };
      return post(platform, {}, { data: { number }, context });
    }),
  },
  {
    name: "a queue's function in an app that is instrumented through its hooks",
    ...azure((platform, number) => invoke(platform, { functionName: "work", input: { number } })),
  },
  {
    name: "a function that streams in an app that is instrumented through its hooks",
    ...azure(gated("/api/stream")),
    makesCalls: true,
  },
];

/** Makes fifty calls at once: what their callers got, what each came through, and the spans that were sent. */
async function run(shape: Shape, isBare: boolean) {
  const receiver = await startReceiver();
  const gate = await startGate();
  const numbers = shape.isRefused === true ? FIFTY.slice(0, 4) : FIFTY;
  const moments = new Map<number, string[]>(numbers.map((number) => [number, []]));
  const onLine = ({ text }: OutputLine): void => {
    const [, number, moment] = /^moment (\d+) (.*)$/.exec(text) ?? [];
    if (moment !== undefined) moments.get(Number(number))?.push(moment);
  };
  const { env, ...options } = shape.options(isBare);
  const platform = await shape.start({
    ...options,
    timeoutMillis: 30_000,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ISOBAR_FLUSH_TIMEOUT_MILLIS: "5000", ...env },
    onLine,
  });
  try {
    const answers = await Promise.all(numbers.map((number) => shape.call(platform, number, gate)));
    if (shape.hasMoments !== false) {
      const areOver = (): boolean => [...moments.values()].every((own) => own.includes("over"));
      await vi.waitFor(() => expect(areOver()).toBe(true), 10_000);
    }
    await platform.terminate();
    const inOrder = [...moments.values()].map((own) => own.filter((moment) => moment !== "over"));
    return {
      answers,
      moments: inOrder,
      spans: receiver.spans,
      counts: platform.counts(),
    };
  } finally {
    await platform.stop();
    await gate.stop();
    await receiver.stop();
  }
}

describe("fifty calls at once of", () => {
  it.each(SHAPES)("$name give their callers what they give unwrapped, in the same order", async (shape) => {
    const bare = await run(shape, true);
    const wrapped = await run(shape, false);
    expect(wrapped.answers).toEqual(bare.answers);
    expect(wrapped.moments).toEqual(bare.moments);
    expect(bare.spans).toEqual([]);
    const own = wrapped.spans.filter(({ kind }) => kind !== "client");
    expect(own).toHaveLength(shape.isRefused === true ? 0 : 50);
    // What the runtime itself sends is none of the handler's calls.
    if (shape.makesCalls !== true) expect(wrapped.spans).toEqual(own);
    expect(wrapped.counts.errors).toBe(bare.counts.errors);
    // Each number has an answer of its own, so that two of them cannot have been mixed up.
    if (shape.hasMoments !== false) {
      expect(new Set(bare.answers.map((answer) => JSON.stringify(answer))).size).toBeGreaterThan(20);
    }
  });
});
