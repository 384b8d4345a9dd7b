import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalPlatform, startLambda } from "../../packages/local/dist/index.js";
import { type Receiver, startReceiver } from "../../packages/otlp/dist/index.js";
import { callAndWatch } from "./support/watched-call.ts";

const file = fileURLToPath(new URL("fixtures/streaming/handlers.mjs", import.meta.url));
const node22 = fileURLToPath(new URL("../../node_modules/node22/bin/node", import.meta.url));

const stops: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(stops.map((stop) => stop())));

async function start(
  target: string,
  node: string,
  endpoint: string,
  timeoutMillis = 30_000,
  env: Record<string, string> = {},
): Promise<LocalPlatform> {
  const platform = await startLambda({
    file,
    target,
    node,
    timeoutMillis,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ISOBAR_FLUSH_TIMEOUT_MILLIS: "5000", ...env },
  });
  stops.push(() => platform.stop());
  return platform;
}

/** Requests that wait until the test lets them go. */
async function startGate() {
  const waiting: (() => void)[] = [];
  const arrivals: (() => void)[] = [];
  const server = createServer((incoming, response) => {
    incoming.resume();
    waiting.push(() => response.end());
    for (const arrive of arrivals.splice(0)) arrive();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived: async () => {
      if (waiting.length === 0) await new Promise<void>((resolve) => arrivals.push(resolve));
    },
    release: () => {
      for (const go of waiting.splice(0)) go();
    },
  };
}

/** Everything by which a caller can tell an answer, and its first part as soon as that is there. */
function get(url: string) {
  let onFirst: (text: string) => void = () => {};
  const first = new Promise<string>((resolve) => {
    onFirst = resolve;
  });
  return { first, answer: callAndWatch(url, { onFirst }) };
}

/** By shape: the status of its span, and the type of its error. */
const SHAPES: Readonly<Record<string, readonly [status: number | undefined, error?: string]>> = {
  prelude: [201],
  plain: [200],
  binary: [200],
  object: [200],
  piped: [404],
  gzip: [200],
  unawaited: [203],
  handwritten: [503, "503"],
  // What the URL makes of it is not the function's to know.
  malformed: [undefined],
  "without-status": [200],
  empty: [200],
  "end-only": [200],
  returns: [200],
  fails: [202, "OutOfStock"],
  "fails-plain": [200, "OutOfStock"],
  "fails-first": [undefined, "OutOfStock"],
  "throws-at-once": [undefined, "OutOfStock"],
};

describe.each([
  ["Node 24", process.execPath],
  ["Node 22", node22],
])("a handler that streams on %s", (_version, node) => {
  let receiver: Receiver;
  let bare: LocalPlatform;
  const wrapped: Record<string, LocalPlatform> = {};

  beforeAll(async () => {
    receiver = await startReceiver();
    stops.push(() => receiver.stop());
    bare = await start("bare", node, receiver.url);
    for (const order of ["inside", "outside"]) wrapped[order] = await start(order, node, receiver.url);
  });

  const urlOf = (order: string) => wrapped[order]?.url ?? "";
  const spansOf = (path: string) => receiver.spans.filter(({ attributes }) => attributes["url.path"] === path);

  it("keeps its arity and marks in either order", async () => {
    const { result } = await (await start("form", node, receiver.url)).invoke({});
    const [expected, ...seen] = result as object[];
    expect(expected).toEqual({
      arity: 3,
      marks: [
        ["aws.lambda.runtime.handler.streaming", "response"],
        ["aws.lambda.runtime.handler.streaming.highWaterMark", "1024"],
      ],
    });
    expect(seen).toEqual([expected, expected]);
  });

  it.each(["wrappedMarked", "markedWrapped"])("is loaded by the runtime as %s", async (target) => {
    const { url } = await start(target, node, receiver.url);
    expect(await get(`${url}/prelude/${target}`).answer).toEqual(await get(`${bare.url}/prelude/${target}`).answer);
    await receiver.waitFor(() => spansOf(`/prelude/${target}`).length > 0);
    expect(spansOf(`/prelude/${target}`)).toHaveLength(1);
  });

  it.each(["prelude", "without-status", "plain", "handwritten"])(
    "stamps %s where the runtime writes the prelude",
    async (shape) => {
      const { url } = await start("inside", node, receiver.url, 30_000, { ISOBAR_SERVER_TIMING: "true" });
      const path = `/${shape}/stamped`;
      const [expected, { headers, ...seen }] = [await get(bare.url + path).answer, await get(url + path).answer];
      const { "server-timing": timing, "isobar-invocation-id": id, ...others } = headers;
      expect({ ...seen, headers: others }).toEqual(expected);
      await receiver.waitFor(() => spansOf(path).length > 0);
      const isRuntimes = shape === "prelude" || shape === "without-status";
      expect(id).toBe(isRuntimes ? spansOf(path)[0]?.attributes["faas.invocation.id"] : undefined);
      if (isRuntimes) expect(timing).toMatch(/^handler;dur=[\d.]+, init;dur=[\d.]+, cold$/);
      else expect(timing).toBeUndefined();
    },
  );

  describe.each(["inside", "outside"])("wrapped %s of its mark", (order) => {
    it.each(Object.entries(SHAPES))("%s: the caller gets what it gets unwrapped", async (shape, [status, error]) => {
      const path = `/${shape}/${order}`;
      const [expected, seen] = [await get(bare.url + path).answer, await get(urlOf(order) + path).answer];
      expect(seen).toEqual(expected);
      expect(expected).toMatchObject({ complete: !["fails", "fails-plain"].includes(shape) });
      await receiver.waitFor(() => spansOf(path).length > 0);
      const [span, ...others] = spansOf(path);
      expect(others).toEqual([]);
      expect(span?.attributes["http.response.status_code"]).toBe(status);
      expect(span?.attributes["error.type"]).toBe(error);
    });

    it("is sent on from its first byte, and its span ends with its last", async () => {
      const gate = await startGate();
      const path = `/gated/${order}`;
      const { first, answer } = get(`${urlOf(order)}${path}?gate=${gate.url}`);
      expect(await first).toBe("first");
      await gate.arrived();
      await wait(50);
      const goesOnAt = Date.now();
      gate.release();
      expect(await answer).toMatchObject({ status: 200, body: "first last", complete: true });
      await receiver.waitFor(() => spansOf(path).length > 0);
      const [span] = spansOf(path);
      // The first byte did not end it. The clock that ends a span is not the one that the test reads.
      expect(Number((span?.endTimeUnixNano ?? 0n) / 1_000_000n)).toBeGreaterThanOrEqual(goesOnAt - 5);
    });

    it.each(["fails", "fails-plain"])(
      "%s: the error that breaks the stream off is recorded in its trace",
      async (shape) => {
        const path = `/${shape}/${order}-recorded`;
        expect(await get(urlOf(order) + path).answer).toMatchObject({ body: "some of it", complete: false });
        await receiver.waitFor(() => spansOf(path).length > 0);
        const [span] = spansOf(path);
        expect(span?.status.code).toBe("error");
        const recorded = () => receiver.logRecords.filter(({ spanId }) => spanId === span?.spanId);
        await receiver.waitFor(() => recorded().length > 0);
        expect(recorded()).toMatchObject([
          { eventName: "http.server.request.exception", attributes: { "exception.type": "OutOfStock" } },
        ]);
      },
    );

    it("gives the caller the end before the export is answered", async () => {
      const backend = await startGate();
      const { url } = await start(order, node, backend.url);
      expect(await get(`${url}/plain`).answer).toMatchObject({ body: "<p></p>", complete: true });
      await backend.arrived();
      backend.release();
    });

    it("has a span for as long as it streams, and its lines in the trace", async () => {
      const path = `/prelude/${order}-lines`;
      await get(urlOf(order) + path).answer;
      await receiver.waitFor(() => spansOf(path).length > 0);
      const [span] = spansOf(path);
      const millis = Number(BigInt(span?.endTimeUnixNano ?? 0) - BigInt(span?.startTimeUnixNano ?? 0)) / 1e6;
      expect(millis).toBeGreaterThan(50);
      const lines = () => receiver.logRecords.filter(({ traceId }) => traceId === span?.traceId);
      await receiver.waitFor(() => lines().length >= 2);
      expect(lines().map(({ spanId }) => spanId)).toEqual([span?.spanId, span?.spanId]);
    });

    it("breaks off at the time limit as unwrapped, and its span has the status that was sent", async () => {
      const path = `/hangs/${order}`;
      const [expected, seen] = await Promise.all(
        ["bare", order].map(async (target) => {
          const { url } = await start(target, node, receiver.url, 2000);
          return get(url + path).answer;
        }),
      );
      expect(seen).toEqual(expected);
      expect(seen).toMatchObject({ status: 202, body: "some of it", complete: false });
      await receiver.waitFor(() => spansOf(path).length > 0);
      expect(spansOf(path)[0]?.attributes).toMatchObject({ "http.response.status_code": 202, "error.type": "timeout" });
    });

    it("says no status where it settles before its first byte, and its stream goes on", async () => {
      const gate = await startGate();
      const path = `/settles-early/${order}`;
      const { answer } = get(`${urlOf(order)}${path}?gate=${gate.url}`);
      await receiver.waitFor(() => spansOf(path).length > 0);
      await gate.arrived();
      gate.release();
      await answer;
      expect(spansOf(path)[0]?.attributes).not.toHaveProperty(["http.response.status_code"]);
    });

    it("is given the very stream of the runtime, with nothing left on it", async () => {
      const { body } = await get(`${urlOf(order)}/same`).answer;
      expect(JSON.parse(body)).toEqual({ stream: true, write: true, setContentType: true });
    });

    it("answers twenty at once", async () => {
      const paths = Array.from({ length: 20 }, (_, number) => `/many/${order}/${number}`);
      const ask = (url: string) => Promise.all(paths.map((path) => get(url + path).answer));
      expect(await ask(urlOf(order))).toEqual(await ask(bare.url));
      const count = () => paths.flatMap(spansOf).length;
      await receiver.waitFor(() => count() >= 20);
      expect(count()).toBe(20);
    });
  });
});
