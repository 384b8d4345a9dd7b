import type { PlatformCounts } from "@isobar/local";
import type { LogRecord, Span } from "@isobar/otlp";
import { describe, expect, it } from "vitest";
import { clouds } from "../src/demo/clouds.ts";
import type { SeenRequest } from "../src/demo/drive.ts";
import { createLedger, REQUEST_ID } from "../src/demo/ledger.ts";
import { planMessages, planRequests } from "../src/demo/plan.ts";
import { percentile, summarize } from "../src/demo/summary.ts";

const cloud = clouds[0] as (typeof clouds)[number];
const resource = { attributes: { "cloud.platform": cloud.platform } };
const counts: PlatformCounts = { invocations: 2, errors: 1, timeouts: 0, coldStarts: 1, initMillis: [100] };

const seen = (id: string, status: number, rest: Partial<SeenRequest> = {}): SeenRequest => ({
  id,
  platform: cloud.platform,
  phase: "steady flow",
  status,
  expectedStatus: status,
  isPlatformStatus: false,
  startEpochMillis: 0,
  durationMillis: 10,
  ...rest,
});

const span = (id: string, spanId: string): Span =>
  ({ resource, kind: "server", spanId, attributes: { [REQUEST_ID]: id } }) as unknown as Span;

const record = (id: string, body: string): LogRecord =>
  ({ resource, body, attributes: { [REQUEST_ID]: id } }) as unknown as LogRecord;

function written(...lines: readonly (readonly [id: string, message: string, cold?: boolean])[]) {
  const ledger = createLedger();
  for (const [id, message, cold = false] of lines) {
    const text = JSON.stringify({ [REQUEST_ID]: id, message, "faas.coldstart": cold });
    ledger.onLine({ instanceId: "1", stream: "stdout", text });
  }
  return ledger;
}

function sum(
  spans: readonly Span[],
  logRecords: readonly LogRecord[],
  requests = [seen("a", 201), seen("b", 503)],
  ledger = written(["a", "order received"], ["a", "order confirmed"], ["b", "order received"]),
) {
  const receiver = { spans, logRecords };
  return summarize({ cloud, requests, messages: [], ledger, counts: [counts], receiver });
}

const all = [record("a", "order received"), record("a", "order confirmed"), record("b", "order received")];

describe("the figures of a platform", () => {
  it("say that nothing is lost where everything arrived", () => {
    const { summary, problems } = sum([span("a", "1"), span("b", "2")], all);
    expect(summary).toMatchObject({ lost: 0, duplicates: 0, spansReceived: 2, logsReceived: 3, http5xx: 1, errors: 1 });
    expect(problems).toEqual([]);
  });

  it("count an invocation without a span and a line that did not arrive, each once", () => {
    const { summary, problems } = sum([span("a", "1")], all.slice(1));
    expect(summary.lost).toBe(2);
    expect(problems).toEqual([expect.stringContaining("2 spans or log lines did not arrive")]);
  });

  it("do not take another platform's span for one's own", () => {
    const foreign = { ...span("b", "2"), resource: { attributes: { "cloud.platform": "other" } } } as unknown as Span;
    expect(sum([span("a", "1"), foreign], all).summary).toMatchObject({ lost: 1, spansReceived: 1 });
  });

  it("count what arrived twice apart", () => {
    const { summary } = sum([span("a", "1"), span("b", "2"), span("b", "2")], [...all, ...all.slice(0, 1)]);
    expect(summary).toMatchObject({ lost: 0, duplicates: 2 });
  });

  it("say null for what a foreign backend received", () => {
    const { summary } = summarize({
      cloud,
      requests: [seen("a", 201)],
      messages: [],
      ledger: written(),
      counts: [counts],
      receiver: undefined,
    });
    expect(summary).toMatchObject({ spansReceived: null, logsReceived: null, lost: null, duplicates: null });
  });

  it("leave cold starts and answers of the platform itself out of the durations", () => {
    const requests = [
      seen("a", 201, { durationMillis: 900 }),
      seen("b", 502, { durationMillis: 3000, isPlatformStatus: true }),
      seen("c", 201, { durationMillis: 20 }),
    ];
    const { summary } = sum([], [], requests, written(["a", "order received", true], ["c", "order received"]));
    expect(summary).toMatchObject({ p50Millis: 20, p95Millis: 20 });
  });

  it("name a request whose answer was not what it had to be", () => {
    const { problems } = sum([span("a", "1"), span("b", "2")], all, [
      seen("a", 500, { expectedStatus: 201 }),
      seen("b", 503),
    ]);
    expect(problems).toEqual(["a was answered 500 instead of 201"]);
  });
});

describe("a percentile", () => {
  it.each([
    [[], 0.5, null],
    [[3, 1, 2], 0.5, 2],
    [[1, 2, 3, 4], 0.95, 4],
    [[1.26], 0.95, 1.3],
  ])("of %j at %d is %j", (samples, share, expected) => {
    expect(percentile(samples, share)).toBe(expected);
  });
});

describe("the plan", () => {
  it("sends as many requests as asked for, each with an id of its own, failures and a timeout among them", () => {
    const requests = planRequests("p", 60).flatMap((phase) => phase.requests);
    expect(requests).toHaveLength(60);
    expect(new Set(requests.map(({ id }) => id)).size).toBe(60);
    const expected = requests.map((request) => request.expected);
    for (const kind of [201, 400, 402, 503, "throw", "timeout"]) expect(expected).toContain(kind);
    expect(expected.filter((kind) => kind === "timeout")).toHaveLength(1);
  });

  it("is the same for each platform but for the ids", () => {
    const shape = (platform: string) => JSON.stringify(planRequests(platform, 40)).replaceAll(platform, "");
    expect(shape("aaaa")).toBe(shape("bbbb"));
    expect(planMessages("p", 3).map(({ id }) => id)).toEqual(["p-message-00001", "p-message-00002", "p-message-00003"]);
  });
});
