import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  type LocalPlatform,
  type PlatformOptions,
  startAzure,
  startGoogle,
  startLambda,
} from "../../packages/local/dist/index.js";
import { type Receiver, startReceiver } from "../../packages/otlp/dist/index.js";
import { BASE64, type Case, ON_AZURE, ON_GOOGLE, ON_LAMBDA, ORDER, TEXT } from "./support/portable.ts";

/** One message as the shared handler saw it. */
interface SeenMessage {
  readonly id?: string;
  readonly attempt?: number;
  readonly enqueuedEpochMillis?: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
}

interface Seen {
  readonly trigger?: string;
  readonly attempt?: number;
  readonly leftMillis?: number;
  readonly messages: readonly SeenMessage[];
  readonly processed: readonly SeenMessage[];
}

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());

/** A platform with the shared handler on it, and what that has seen. */
async function start(
  startPlatform: (options: PlatformOptions) => Promise<LocalPlatform>,
  cloud: string,
  options: Partial<PlatformOptions> = {},
) {
  const lines: string[] = [];
  const platform = await startPlatform({
    file: fileURLToPath(new URL(`fixtures/portable/${cloud}.mjs`, import.meta.url)),
    timeoutMillis: 20_000,
    onLine: (line) => lines.push(line.text),
    ...options,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...options.env },
  });
  return {
    platform,
    // A line may come after the answer.
    take: async (): Promise<Seen> => {
      const line = await vi.waitFor(() => {
        const at = lines.findIndex((written) => written.startsWith("VIEW "));
        if (at < 0) throw new Error("nothing was seen");
        return lines.splice(0, at + 1)[at] ?? "";
      }, 5000);
      return JSON.parse(line.slice("VIEW ".length)) as Seen;
    },
  };
}

/** Sends each case to the platform that takes it, and hands what was seen to `look`. */
async function sendAll(
  cases: Readonly<Record<string, Case>>,
  startFor: (target: Case["target"]) => ReturnType<typeof start>,
  look: (name: string, seen: Seen, carried: Case) => void,
): Promise<void> {
  for (const target of new Set(Object.values(cases).map((item) => item.target))) {
    const { platform, take } = await startFor(target);
    try {
      for (const [name, item] of Object.entries(cases).filter(([, { target: own }]) => own === target)) {
        await (target === "push" ? post(platform.url, item.send) : platform.invoke(item.send));
        look(name, await take(), item);
      }
      await platform.terminate();
    } finally {
      await platform.stop();
    }
  }
}

async function post(url: string, body: unknown): Promise<void> {
  await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

type StartFor = (target: Case["target"], env?: Readonly<Record<string, string>>) => ReturnType<typeof start>;

const SIGNATURES = { event: "cloudevent", background: "event", push: "http" } as const;

const CLOUDS: [string, Readonly<Record<string, Case>>, StartFor][] = [
  ["AWS Lambda", ON_LAMBDA, (_, env) => start(startLambda, "aws", { env: env ?? {} })],
  [
    "Google Cloud",
    ON_GOOGLE,
    (target = "event", env) => start(startGoogle, "gcp", { target, signature: SIGNATURES[target], env: env ?? {} }),
  ],
  ["Azure Functions", ON_AZURE, (_, env) => start(startAzure, "azure", { env: env ?? {} })],
];

describe.each(CLOUDS)("on %s one handler for three clouds", (_cloud, cases, startFor) => {
  it("sees each source's message in the same shape, and telemetry sees none of it", async () => {
    receiver.clear();
    const looked: string[] = [];
    await sendAll(cases, startFor, (name, seen, { id, attempt, enqueuedEpochMillis, ...carried }) => {
      const expected = {
        ...(id !== undefined && { id }),
        ...(attempt !== undefined && { attempt }),
        ...(enqueuedEpochMillis !== undefined && { enqueuedEpochMillis }),
        attributes: carried.attributes ?? {},
        text: TEXT,
        json: ORDER,
      };
      expect(seen.messages, name).toEqual([expected]);
      expect(seen.processed, name).toEqual([expected]);
      expect(seen.trigger, name).toBe(carried.trigger ?? "pubsub");
      expect(seen.attempt, name).toBe(attempt);
      expect(seen.leftMillis, name).toBeGreaterThan(0);
      expect(seen.leftMillis, name).toBeLessThanOrEqual(20_000);
      looked.push(name);
    });
    expect(looked.sort()).toEqual(Object.keys(cases).sort());
    const logs = receiver.logRecords.filter(({ body }) => body === "handled");
    expect(logs).toHaveLength(looked.length);
    const sent = JSON.stringify([...receiver.spans, ...receiver.logRecords], (_key, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    expect(receiver.spans.length).toBeGreaterThanOrEqual(looked.length);
    for (const secret of ["Köln", "acme", BASE64]) expect(sent).not.toContain(secret);
  });

  it("processes the same messages with telemetry switched off", async () => {
    const off = (target: Case["target"]) => startFor(target, { OTEL_SDK_DISABLED: "true" });
    await sendAll(cases, off, (name, { processed, messages }, { attributes = {} }) => {
      expect(
        processed.map(({ json, attributes: found }) => [json, found]),
        name,
      ).toEqual([[ORDER, attributes]]);
      expect(messages, name).toEqual([]);
    });
  });
});
