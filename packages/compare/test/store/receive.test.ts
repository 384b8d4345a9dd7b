import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeProtobuf, type Span } from "@isobar/otlp";
import { afterAll, expect, test } from "vitest";
import { receiveInto } from "../../src/sources/receive.ts";
import { openStore, openWritableStore } from "../../src/store/open-store.ts";
import { childOf, invocation } from "../support/spans.ts";

const folder = mkdtempSync(join(tmpdir(), "isobar-receive-"));
afterAll(() => rmSync(folder, { recursive: true }));

function send(url: string, spans: readonly Span[]): Promise<Response> {
  return fetch(`${url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
    body: Buffer.from(encodeProtobuf("traces", spans)),
  });
}

test("what many senders send at once is all there, once", async () => {
  const address = `duckdb:${join(folder, "many.duckdb")}`;
  const store = await openWritableStore(address);
  const receiver = await receiveInto(store, { port: 0 });
  const senders = Array.from({ length: 8 }, async (_, sender) => {
    for (let batch = 0; batch < 20; batch += 1) {
      const roots = Array.from({ length: 50 }, () => invocation({ instance: `i-${sender}` }));
      const { status } = await send(receiver.url, [...roots, ...roots.map((root) => childOf(root, "query"))]);
      expect(status).toBe(200);
    }
  });
  await Promise.all(senders);
  await receiver.stop();
  await store.close();
  const read = await openStore(address);
  expect(await read.contents({ by: [] })).toEqual({ spans: 16_000, duplicates: 0 });
  expect((await read.count({ by: ["instance"] })).map(({ invocations }) => invocations)).toEqual(Array(8).fill(1000));
  await read.close();
});

test("a sender whose telemetry could not be kept is told to send it again", async () => {
  const store = await openWritableStore(`duckdb:${join(folder, "busy.duckdb")}`);
  const failing = { ...store, write: () => Promise.reject(new Error("disk full")) };
  const receiver = await receiveInto(failing, { port: 0 });
  expect((await send(receiver.url, [invocation()])).status).toBe(503);
  await expect(receiver.stop()).rejects.toThrow("disk full");
  const busy = await receiveInto({ ...store, isBusy: true }, { port: 0 });
  const answer = await send(busy.url, [invocation()]);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  await busy.stop();
  await store.close();
});

test("a kill in the middle loses nothing that was acknowledged", async () => {
  const file = join(folder, "killed.duckdb");
  const script = fileURLToPath(new URL("../support/receive-process.ts", import.meta.url));
  const child = spawn(process.execPath, [script, file], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const url = line.toString().trim();
  const acknowledged: string[] = [];
  let sent = 0;
  const senders = Array.from({ length: 4 }, async () => {
    for (;;) {
      const spans = Array.from({ length: 20 }, () => invocation());
      sent += spans.length;
      const { ok } = await send(url, spans);
      if (ok) acknowledged.push(...spans.map(({ traceId }) => traceId));
      if (acknowledged.length > 3000 && !child.killed) child.kill("SIGKILL");
    }
  });
  await Promise.allSettled(senders);
  expect(child.killed).toBe(true);
  const store = await openStore(`duckdb:${file}`);
  const kept = new Set((await store.samples({ by: [] }, [{ key: [], share: 1 }], true)).map(({ traceId }) => traceId));
  expect(acknowledged.length).toBeGreaterThan(3000);
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  expect(kept.size).toBeLessThanOrEqual(sent);
  await store.close();
});
