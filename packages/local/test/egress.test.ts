import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import type { LocalPlatform, PlatformOptions } from "../src/index.ts";
import { settled, start, until } from "./lambda-support.ts";
import { atEnd, azure, fixture, google } from "./platform-support.ts";

/** A backend that answers what it gets, over TCP. */
async function startBackend() {
  const sockets: Socket[] = [];
  const texts: string[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", (data) => {
      texts.push(data.toString());
      socket.write(`you said ${data}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { sockets, texts, url: `http://127.0.0.1:${port}/base?x=1` };
}

interface Talked {
  readonly seen: string[];
  readonly endpoint: string;
}

const talkTo = (backend: { url: string }, options: Partial<PlatformOptions> = {}) =>
  start("", {
    file: fixture("talk.cjs"),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: backend.url },
    egress: {},
    ...options,
  });

/** Asks the function, and waits until the same instance can be asked again. */
const ask = async (platform: LocalPlatform, event: object) => {
  const { result } = await platform.invoke(event);
  await settled(platform);
  return result as Talked;
};
const frozen = (platform: LocalPlatform) => until(() => platform.instances()[0]?.state === "frozen");

describe("the way out of an instance on AWS Lambda", () => {
  test("leads to the backend through an address of the instance's own; the path stays", async () => {
    const backend = await startBackend();
    const platform = await talkTo(backend);
    const { seen, endpoint } = await ask(platform, { text: "a" });
    expect(seen).toEqual(["you said a"]);
    const [own, real] = [new URL(endpoint), new URL(backend.url)];
    expect(own.port).not.toBe(real.port);
    expect([own.hostname, own.pathname, own.search]).toEqual(["127.0.0.1", "/base", "?x=1"]);
    await frozen(platform);
    expect((await ask(platform, { text: "b" })).seen).toEqual(["you said b"]);
    expect(backend.sockets).toHaveLength(1);
  });

  test.each([
    ["close", "end"],
    ["reset", "ECONNRESET"],
  ] as const)(
    "may %s its connections at each thaw: the function sees %s, and a new connection works",
    async (atThaw, sees) => {
      const backend = await startBackend();
      const platform = await talkTo(backend, { egress: { atThaw } });
      await ask(platform, { text: "a" });
      await frozen(platform);
      expect((await ask(platform, { text: "lost", settle: 100 })).seen).toEqual([sees]);
      expect((await ask(platform, { text: "c", fresh: true })).seen).toEqual(["you said c"]);
      expect(backend.texts).toEqual(["a", "c"]);
    },
  );

  test("may swallow what its old connections carry from each thaw on, without a word", async () => {
    const backend = await startBackend();
    const platform = await talkTo(backend, { egress: { atThaw: "blackhole" } });
    await ask(platform, { text: "a" });
    await frozen(platform);
    expect((await ask(platform, { text: "lost", wait: 300 })).seen).toEqual([]);
    backend.sockets[0]?.destroy();
    await frozen(platform);
    expect((await ask(platform, { text: "lost", wait: 300 })).seen).toEqual([]);
    expect((await ask(platform, { text: "c", fresh: true })).seen).toEqual(["you said c"]);
    expect(backend.texts).toEqual(["a", "c"]);
  });

  test("passes on what the backend does to a connection", async () => {
    const backend = await startBackend();
    const platform = await talkTo(backend, { freeze: false });
    await ask(platform, { text: "a" });
    backend.sockets[0]?.end();
    expect((await ask(platform, { text: "lost", settle: 100 })).seen).toEqual(["end"]);
    await ask(platform, { text: "b", fresh: true });
    backend.sockets[1]?.resetAndDestroy();
    expect((await ask(platform, { text: "lost", settle: 100 })).seen).toEqual(["ECONNRESET"]);
  });

  test("is broken when the caller says so, whatever the instance does", async () => {
    const backend = await startBackend();
    const platform = await talkTo(backend, { freeze: false });
    expect(platform.breakConnections("reset")).toBe(0);
    await ask(platform, { text: "a" });
    expect(platform.breakConnections("reset")).toBe(1);
    expect(platform.breakConnections("reset")).toBe(0);
    expect((await ask(platform, { text: "lost", settle: 100 })).seen).toEqual(["ECONNRESET"]);
    expect((await ask(platform, { text: "c", fresh: true })).seen).toEqual(["you said c"]);
  });

  test("is taken by the variables that are named, and by no other", async () => {
    const backend = await startBackend();
    const env = { LEDGER_URL: backend.url, OTEL_EXPORTER_OTLP_ENDPOINT: backend.url };
    const platform = await talkTo(backend, { env, egress: { variables: ["LEDGER_URL", "NOT_SET"] } });
    const named = await ask(platform, { text: "a", variable: "LEDGER_URL" });
    expect([named.seen, named.endpoint === backend.url]).toEqual([["you said a"], false]);
    expect((await ask(platform, { text: "b", fresh: true })).endpoint).toBe(backend.url);
  });

  test("is each instance's own", async () => {
    const backend = await startBackend();
    const platform = await talkTo(backend);
    const both = await Promise.all([
      ask(platform, { text: "a", settle: 300 }),
      ask(platform, { text: "b", settle: 300 }),
    ]);
    expect(platform.instances()).toHaveLength(2);
    expect(new Set(both.map(({ endpoint }) => endpoint)).size).toBe(2);
  });

  test("is refused for a backend with TLS, and breaking connections without it", async () => {
    await expect(talkTo({ url: "https://collector:4318" })).rejects.toThrow("has to be an http:// URL");
    await expect(talkTo({ url: "collector" })).rejects.toThrow("has to be an http:// URL");
    const platform = await start("functions.mjs", { target: "echo" });
    expect(() => platform.breakConnections("close")).toThrow("needs the option egress");
  });
});

const asked = (event: object) => `?ask=${encodeURIComponent(JSON.stringify(event))}`;

test("the way out of an instance on Google is broken at its thaw too", async () => {
  const backend = await startBackend();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: backend.url };
  const platform = await google("talk.cjs", { env, egress: { atThaw: "reset" } });
  const get = async (event: object) => JSON.parse((await platform.get(`/${asked(event)}`)).text) as Talked;
  expect((await get({ text: "a" })).seen).toEqual(["you said a"]);
  await frozen(platform);
  expect((await get({ text: "lost", settle: 100 })).seen).toEqual(["ECONNRESET"]);
  expect((await get({ text: "c", fresh: true })).seen).toEqual(["you said c"]);
});

test("the way out of a worker on Azure, which is never frozen, is broken when the caller says so", async () => {
  const backend = await startBackend();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: backend.url };
  const platform = await azure("azure-talk.cjs", { env, egress: { atThaw: "reset" } });
  const get = async (event: object) => JSON.parse((await platform.get(`/api/talk${asked(event)}`)).text) as Talked;
  expect((await get({ text: "a" })).seen).toEqual(["you said a"]);
  expect((await get({ text: "b" })).seen).toEqual(["you said b"]);
  expect(platform.breakConnections("close")).toBe(1);
  expect((await get({ text: "lost", settle: 100 })).seen).toEqual(["end"]);
});
