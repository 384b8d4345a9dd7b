import { afterEach, describe, expect, it } from "vitest";
import { nowMillis } from "../../src/bench/clock.ts";
import { type DriveOptions, drive } from "../../src/bench/drive.ts";
import type { PlannedRequest } from "../../src/bench/plan.ts";
import type { ClientRecord } from "../../src/bench/types.ts";
import { answerStamped, callTo, startServer, type TestServer } from "./server.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(...answer: Parameters<typeof startServer>): Promise<TestServer> {
  const server = await startServer(...answer);
  servers.push(server);
  return server;
}

const every = (millis: number, count: number): PlannedRequest[] =>
  Array.from({ length: count }, (_, index) => ({ target: 0, block: Math.floor(index / 5), at: index * millis }));

async function run(
  server: { readonly url: URL },
  plan: readonly PlannedRequest[],
  changes: Partial<DriveOptions> = {},
) {
  const records: ClientRecord[] = [];
  const result = await drive({
    plan,
    targets: [{ id: "aws", call: callTo(server.url), stamps: true }],
    ...{ keepAlive: true, oneByOne: false, discardedBlocks: 1, signal: new AbortController().signal },
    onRecord: (record) => records.push(record),
    stop: () => undefined,
    ...changes,
  });
  return { ...result, records: records.toSorted((a, b) => a.id - b.id) };
}

const latencies = (records: readonly ClientRecord[]): number[] =>
  records.map(({ intended, end = 0 }) => end - intended);

describe("the driver", () => {
  it("goes on sending while a target stalls, and each request counts its own waiting", async () => {
    const STALL = 400;
    const held: (() => void)[] = [];
    let stall: { readonly from: number; to: number } | undefined;
    const server = await serve((_request, response, number) => {
      if (number === 5) {
        stall = { from: nowMillis(), to: Number.POSITIVE_INFINITY };
        setTimeout(() => {
          if (stall !== undefined) stall.to = nowMillis();
          for (const release of held.splice(0)) release();
        }, STALL);
      }
      if (stall?.to === Number.POSITIVE_INFINITY) held.push(() => answerStamped(response));
      else answerStamped(response);
    });
    const { records } = await run(server, every(20, 40));
    expect(records).toHaveLength(40);
    const { from = 0, to = 0 } = stall ?? {};
    const inStall = records.filter(({ intended }) => intended > from && intended < to);
    // A closed loop would have sent one request into the stall, and have seen one slow answer.
    expect(inStall.length).toBeGreaterThan(12);
    for (const { intended, end = 0 } of inStall) expect(end - intended).toBeGreaterThan(to - intended - 1);
    expect(Math.max(...latencies(inStall))).toBeGreaterThan(STALL - 50);
  });

  it("counts from the intended time where it is late itself, and says how often", async () => {
    const server = await serve((_request, response) => answerStamped(response));
    const plan = every(10, 20);
    let isBlocked = false;
    const { records, late } = await run(server, plan, {
      stop: ({ at }) => {
        if (at < 50 || isBlocked) return undefined;
        isBlocked = true;
        const until = performance.now() + 150;
        while (performance.now() < until);
        return undefined;
      },
    });
    expect(late).toBeGreaterThan(8);
    expect(Math.max(...latencies(records))).toBeGreaterThan(140);
    const [first] = records;
    for (const [index, { intended }] of records.entries()) {
      expect(intended - (first?.intended ?? 0)).toBeCloseTo(index * 10, 1);
    }
  });

  it("tells what it saw of each request", async () => {
    const server = await serve((_request, response, number) =>
      answerStamped(response, { cold: number === 1, millis: 7 }),
    );
    const { records, ended } = await run(server, every(30, 7));
    expect(ended).toBe("invocations");
    const [first] = records;
    expect(first).toMatchObject({
      ...{ id: 1, target: "aws", block: 0, discarded: true, status: 200, bytes: 2, outcome: "ok" },
      stamp: { invocationId: "i-1", handlerMillis: 7, initMillis: 99, cold: true },
    });
    expect(records[5]).toMatchObject({ block: 1, discarded: false });
    const { intended = 0, sent = 0, connected = 0, firstByte = 0, end = 0 } = first ?? {};
    expect([intended, sent, connected, firstByte, end].toSorted((a, b) => a - b)).toEqual([
      ...[intended, sent, connected, firstByte, end],
    ]);
    expect(Math.abs(intended - Date.now())).toBeLessThan(5000);
    // Those that come when one is free again go over it.
    const opened = records.filter(({ connected }) => connected !== undefined);
    expect(opened).toHaveLength(server.connections());
    expect(opened.length).toBeLessThan(7);
    const sentTraces = server.received.map(({ headers }) => String(headers.traceparent).split("-")[1]);
    expect(sentTraces).toEqual(records.map(({ traceId }) => traceId));
    expect(new Set(sentTraces).size).toBe(7);
  });

  it("opens a connection for each request where that is asked for", async () => {
    const server = await serve((_request, response) => answerStamped(response));
    const { records } = await run(server, every(0, 5), { keepAlive: false });
    expect(server.connections()).toBe(5);
    expect(records.every(({ connected }) => connected !== undefined)).toBe(true);
  });

  it("tells the application's own 429 from the platform's, and both from no answer", async () => {
    const server = await serve((_request, response, number) => {
      if (number === 1) answerStamped(response, { status: 429 });
      if (number === 2) response.writeHead(429).end();
      if (number === 3) response.writeHead(503).end();
      if (number === 4) response.destroy();
      if (number === 5) response.writeHead(200).flushHeaders();
    });
    const targets = [{ id: "aws", call: callTo(server.url, 200), stamps: true }];
    const { records } = await run(server, every(40, 5), { targets, keepAlive: false });
    expect(records.map(({ outcome, error }) => [outcome, error])).toEqual([
      ["app_error", undefined],
      ["throttled", undefined],
      ["platform_error", undefined],
      ["no_answer", "ECONNRESET"],
      ["no_answer", "timeout"],
    ]);
    expect(records[4]?.status).toBeUndefined();
    const gone = await run({ url: new URL("http://127.0.0.1:1/") }, every(0, 1));
    expect(gone.records[0]).toMatchObject({ outcome: "no_answer", error: "ECONNREFUSED" });
  });

  it("sends again over a new connection where the server had closed the idle one", async () => {
    const server = await serve((request, response) => {
      if (request.socket.bytesRead > 0 && request.headers.connection === "keep-alive" && server.connections() === 1) {
        if (server.received.length === 2) return void request.socket.resetAndDestroy();
      }
      answerStamped(response);
    });
    const { records } = await run(server, every(50, 3));
    expect(records.map(({ outcome }) => outcome)).toEqual(["ok", "ok", "ok"]);
    expect(server.connections()).toBe(3);
  });

  it("waits for each answer where requests go one by one, and renews the target before", async () => {
    const log: string[] = [];
    const renewedAt: number[] = [];
    const server = await serve((_request, response) => {
      log.push("request");
      setTimeout(() => answerStamped(response, { cold: true }), 20);
    });
    const renew = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      log.push("renewed");
      renewedAt.push(nowMillis());
    };
    const targets = [{ id: "aws", call: callTo(server.url), stamps: true, renew }];
    const { records } = await run(server, every(0, 3), { targets, oneByOne: true, keepAlive: false });
    expect(log).toEqual(["renewed", "request", "renewed", "request", "renewed", "request"]);
    // What it takes to end instances is no part of the latency.
    for (const [index, { intended }] of records.entries())
      expect(intended).toBeGreaterThanOrEqual(renewedAt[index] ?? 0);
  });

  it("ends at once when it is interrupted, with what was answered by then", async () => {
    const interrupt = new AbortController();
    const server = await serve((_request, response) => answerStamped(response));
    setTimeout(() => interrupt.abort(), 150);
    const startedAt = performance.now();
    const { records, ended } = await run(server, every(50, 10_000), { signal: interrupt.signal });
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(ended).toBe("interrupted");
    expect(records.length).toBeGreaterThan(1);
    expect(records.length).toBeLessThan(10);
  });
});
