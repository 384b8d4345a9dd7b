import { fileURLToPath } from "node:url";
import { startAzure } from "@isobar/local";
import { type Receiver, startReceiver } from "@isobar/otlp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.cjs`, import.meta.url));

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());

type App = Awaited<ReturnType<typeof startAzure>>;

/** Starts the app, with `instrumentApp` or without, for as long as the work takes. */
async function withApp<Value>(isBare: boolean, work: (app: App) => Promise<Value>): Promise<Value> {
  receiver.clear();
  const app = await startAzure({
    file: fixture(isBare ? "azure-app-bare" : "azure-app"),
    name: "shop",
    concurrency: 50,
    maxInstances: 1,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  });
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}

const spans = async (count: number) => {
  await vi.waitFor(() => expect(receiver.spans.length).toBeGreaterThanOrEqual(count), 10_000);
  return [...receiver.spans];
};

describe("an app that is instrumented through its hooks", () => {
  it.each(["ship", "fails", "nothing", "swallowed", "wrapped"])(
    "gives the host of %s what it gets without, and has one span",
    async (functionName) => {
      const call = (app: App) => app.invoke({ functionName, input: { id: 7 } });
      const { invocationId: _bare, ...bare } = await withApp(true, call);
      expect(receiver.spans.length).toBe(functionName === "wrapped" ? 1 : 0);
      const { invocationId: _wrapped, ...wrapped } = await withApp(false, call);
      const [span, ...others] = await spans(1);
      if (functionName === "ship") expect(wrapped.result).toEqual({ order: { id: 7 }, same: true });
      else expect(wrapped).toEqual(bare);
      expect(others).toEqual([]);
      expect(span).toMatchObject({ name: "process orders", attributes: { "faas.trigger": "pubsub" } });
      const failed = ["fails", "swallowed"].includes(functionName);
      if (functionName !== "nothing") expect(span?.attributes["error.type"]).toBe(failed ? "OutOfStock" : undefined);
    },
  );

  it("gives HTTP callers the same, and names the span by its route", async () => {
    const call = async (app: App) => {
      const response = await fetch(`${app.url}/api/greet/ann`);
      return { status: response.status, body: await response.json() };
    };
    const bare = await withApp(true, call);
    expect(await withApp(false, call)).toEqual(bare);
    const [span] = await spans(1);
    expect(span?.name).toBe("GET /api/greet/{name}");
    expect(span?.attributes["http.response.status_code"]).toBe(201);
  });

  it("keeps fifty calls at once apart", async () => {
    const results = await withApp(false, (app) =>
      Promise.all(
        Array.from({ length: 50 }, (_, index) => app.invoke({ functionName: "slow", input: { millis: 50 - index } })),
      ),
    );
    expect(results.map(({ result }) => result)).toEqual(new Array(50).fill(true));
    const ids = (await spans(50)).map(({ attributes }) => attributes["faas.invocation.id"]);
    expect(new Set(ids).size).toBe(50);
    expect(ids).toHaveLength(50);
  });

  it("leaves orchestrators alone", async () => {
    const { result } = await withApp(false, (app) => app.invoke({ functionName: "orchestrate", input: {} }));
    expect(result).toBe(true);
    expect(receiver.spans).toEqual([]);
  });
});
