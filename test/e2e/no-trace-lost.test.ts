import { randomBytes } from "node:crypto";
import { type Span, startReceiver } from "@isobar/otlp";
import { describe, expect, it } from "vitest";
import { type Cloud, clouds } from "./support/clouds.ts";
import { call } from "./support/request.ts";

const CALLS = Array.from({ length: 8 }, (_, number) => number);
const SAMPLED = 1;

const X_RAY = "where X-Ray's header is read as well";

/** What each platform hands on beside the caller's own context is never sampled, by the platforms' own defaults. */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "by default": {},
  "where the platform's context is the parent": { ISOBAR_PLATFORM_PARENT: "parent" },
  "where it is passed over": { ISOBAR_PLATFORM_PARENT: "ignore" },
  "where callers are not believed": { ISOBAR_INCOMING_CONTEXT: "link" },
  [X_RAY]: { OTEL_PROPAGATORS: "tracecontext,baggage,xray,xray-lambda" },
};

/** Calls of both kinds, with a context of the caller's and without; the spans of all that were sent. */
async function run(cloud: Cloud, env: Readonly<Record<string, string>>) {
  const receiver = await startReceiver();
  const running = await cloud.start({
    fixture: "shapes",
    maxInstances: 1,
    env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  });
  const contexts: string[] = [];
  const createContext = (): string => {
    const traceId = randomBytes(16).toString("hex");
    contexts.push(traceId);
    return `00-${traceId}-${randomBytes(8).toString("hex")}-01`;
  };
  try {
    for (const number of CALLS) {
      const url = `${running.url}/echo/${number}`;
      const headers = number % 2 === 0 ? {} : { traceparent: createContext() };
      expect((await call(url, { method: "GET", headers })).status).toBe(200);
      const properties = number % 2 === 0 ? {} : { traceparent: createContext() };
      const sent = await running.sendMessage({ id: `m-${number}`, order: { shape: "undefined" }, properties });
      expect(sent.ok).toBe(true);
    }
    await running.terminate();
  } finally {
    await running.stop();
    await receiver.stop();
  }
  return { spans: [...receiver.spans], contexts };
}

const traceIdsOf = (span: Span): string[] => [span.traceId, ...span.links.map(({ traceId }) => traceId)];

describe.each(clouds)("$platform", (cloud) => {
  const settings = Object.entries(SETTINGS).filter(([name]) => name !== X_RAY || cloud.platform === "aws_lambda");

  it.each(settings)("loses no trace %s", async (name, env) => {
    const { spans, contexts } = await run(cloud, env);
    expect(spans).toHaveLength(2 * CALLS.length);
    const kinds = spans.map(({ kind }) => kind).sort();
    expect(kinds).toEqual([...CALLS.map(() => "consumer"), ...CALLS.map(() => "server")]);
    // Every caller's trace goes on, or is linked to.
    const seen = new Set(spans.flatMap(traceIdsOf));
    expect(contexts.filter((traceId) => !seen.has(traceId))).toEqual([]);
    if (name !== "by default" && name !== X_RAY) return;
    // What the platform says of itself is seen, where it is read, and is not sampled.
    const own = spans.flatMap(({ links }) => links).filter(({ traceId }) => !contexts.includes(traceId));
    expect(own.every(({ flags }) => (flags & SAMPLED) === 0)).toBe(true);
    if (cloud.platform === "azure.functions" || name === X_RAY) {
      expect(own.length).toBeGreaterThanOrEqual(CALLS.length);
    }
  });

  it("lets a caller say that its trace is not sampled, where it can be told from the platform's word", async () => {
    const receiver = await startReceiver();
    const running = await cloud.start({ fixture: "shapes", env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
    const headers = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" };
    await call(`${running.url}/echo/1`, { method: "GET", headers });
    await running.terminate();
    await running.stop();
    await receiver.stop();
    // Google's front end writes the flag itself, so that it says nothing of the caller.
    expect(receiver.spans).toHaveLength(cloud.platform === "gcp_cloud_functions" ? 1 : 0);
  });
});
