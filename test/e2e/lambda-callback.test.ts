import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLambda } from "../../packages/local/dist/index.js";
import { type Receiver, startReceiver } from "../../packages/otlp/dist/index.js";
import { untilAsleep } from "./support/instances.ts";

const file = fileURLToPath(new URL("fixtures/callback.cjs", import.meta.url));
const node22 = fileURLToPath(new URL("../../node_modules/node22/bin/node", import.meta.url));

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());

async function invoke(target: string, node: string, times = 1) {
  receiver.clear();
  const lambda = await startLambda({
    file,
    target,
    node,
    timeoutMillis: 5000,
    maxInstances: 1,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  });
  try {
    const answers: object[] = [];
    for (let time = 0; time < times; time += 1) {
      const { invocationId: _, ...answer } = await lambda.invoke({ id: 7 });
      answers.push(answer);
      await untilAsleep(lambda);
    }
    const [seen] = answers;
    return { seen, spans: [...receiver.spans], logs: [...receiver.logRecords] };
  } finally {
    await lambda.stop();
  }
}

describe("a handler with a callback on Node 22", () => {
  it.each(["answers", "fails", "throws", "rejects", "promises", "answersLate", "succeeds"])(
    "that %s gives the caller what it gives unwrapped, and one span",
    async (name) => {
      const bare = await invoke(`${name}Bare`, node22);
      const wrapped = await invoke(name, node22);
      expect(wrapped.seen).toEqual(bare.seen);
      expect(bare.spans).toEqual([]);
      expect(wrapped.spans).toHaveLength(1);
      const failed = ["fails", "throws", "rejects"].includes(name);
      expect(wrapped.spans[0]?.attributes["error.type"]).toBe(failed ? "OutOfStock" : undefined);
      if (name === "answers") expect(wrapped.logs[0]?.traceId).toBe(wrapped.spans[0]?.traceId);
    },
  );
});

describe("a handler that forgets its callback on Node 22", () => {
  it("is answered as unwrapped, and its span comes with the next invocation", async () => {
    const bare = await invoke("forgetsBare", node22);
    const wrapped = await invoke("forgets", node22, 2);
    expect(wrapped.seen).toEqual(bare.seen);
    expect(wrapped.spans.length).toBeGreaterThanOrEqual(1);
    expect(wrapped.spans[0]?.attributes["faas.coldstart"]).toBe(true);
  });
});

describe("a handler with a callback on Node 24", () => {
  it("is refused by the runtime, wrapped as unwrapped", async () => {
    const bare = await invoke("answersBare", process.execPath);
    const wrapped = await invoke("answers", process.execPath);
    expect(bare.seen).toMatchObject({ ok: false, error: { type: "Runtime.CallbackHandlerDeprecated" } });
    expect(wrapped.seen).toEqual(bare.seen);
  });
});
