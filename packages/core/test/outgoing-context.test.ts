import { once } from "node:events";
import { get } from "node:http";
import { defaultTextMapSetter, propagation, ROOT_CONTEXT, type TextMapPropagator, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OutgoingDescription, resolveConfig } from "../src/index.ts";
import { isAllowed } from "../src/outgoing/propagate.ts";
import { readTarget } from "../src/outgoing/request.ts";
import { answer, type RecordOptions, record, serve, type TestServer } from "./outgoing-support.ts";
import { resetProcess } from "./support.ts";

beforeEach(resetProcess);
afterEach(() => {
  resetProcess();
  delete process.env.OTEL_PROPAGATORS;
});

const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

type Headers = Record<string, string>;
/** Both clients whose headers can still be set when they are told of. */
const clients = [
  { name: "fetch", send: async (url: string, headers: Headers) => void (await (await fetch(url, { headers })).text()) },
  {
    name: "node:http",
    send: async (url: string, headers: Headers) => {
      const [response] = await once(get(url, { headers }), "response");
      await once(response.resume(), "end");
    },
  },
] as const;

describe.each(clients)("the context, with calls by $name", ({ send }) => {
  /** What the server got of one call. */
  async function receive(server: TestServer, options: RecordOptions, headers: Headers = {}) {
    resetProcess();
    const { calls } = await record(() => send(server.url, headers), options);
    const call = calls[0]?.spanContext();
    return { received: server.headers.at(-1) ?? {}, expected: `00-${call?.traceId}-${call?.spanId}-01`, calls };
  }

  it("goes nowhere by default", async () => {
    const { received } = await receive(await serve(answer), {});
    expect(Object.keys(received)).not.toContain("traceparent");
  });

  it("goes to the origins of the option, as the call's own", async () => {
    const server = await serve(answer);
    const elsewhere = await receive(server, { options: { propagateTo: ["http://127.0.0.1", "https://*.test"] } });
    expect(elsewhere.received.traceparent).toBeUndefined();
    for (const propagateTo of [[server.url], [/^http:\/\/127\./g], ["https://x.test", "*"]]) {
      const { received, expected } = await receive(server, { options: { propagateTo } });
      expect(received.traceparent).toBe(expected);
    }
  });

  it("goes to the host that the HTTP invocation was called at, and to no other port of it", async () => {
    const server = await serve(answer);
    const at = (port: number, trigger: "http" | "other" = "http"): RecordOptions => ({
      invocation: { trigger, attributes: { "server.address": "127.0.0.1", "server.port": port } },
    });
    const own = await receive(server, at(server.port));
    expect(own.received.traceparent).toBe(own.expected);
    expect((await receive(server, at(server.port + 1))).received.traceparent).toBeUndefined();
    expect((await receive(server, at(server.port, "other"))).received.traceparent).toBeUndefined();
    const { received } = await receive(server, {
      invocation: { trigger: "http", attributes: { "server.address": "127.0.0.1" } },
    });
    expect(received.traceparent).toBeUndefined();
  });

  it("is the user's own where there is one, and ours does not go beside it", async () => {
    const server = await serve(answer);
    const options = {
      options: { propagateTo: ["*"] },
      invocation: { carrier: { traceparent: TRACEPARENT, tracestate: "a=1", baggage: "b=2" } },
    };
    expect((await receive(server, options)).received).toMatchObject({ tracestate: "a=1", baggage: "b=2" });
    const { received } = await receive(server, options, { Traceparent: TRACEPARENT });
    expect(received.traceparent).toBe(TRACEPARENT);
    expect(received).not.toHaveProperty("tracestate");
  });

  it("is written by the propagators of OTEL_PROPAGATORS", async () => {
    process.env.OTEL_PROPAGATORS = "b3";
    const { received, calls } = await receive(await serve(answer), { options: { propagateTo: ["*"] } });
    expect(received.b3).toContain(calls[0]?.spanContext().spanId);
    expect(received).not.toHaveProperty("traceparent");
  });

  it("says so where the trace is not sampled", async () => {
    const server = await serve(answer);
    const carrier = { traceparent: TRACEPARENT.replace(/01$/, "00") };
    // An invocation that is not sampled leaves no span to look at.
    const options = { options: { propagateTo: ["*"] }, invocation: { carrier } };
    await expect(record(() => send(server.url, {}), options)).rejects.toThrow("no span");
    expect(server.headers[0]?.traceparent).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)\w{16}-00$/,
    );
  });

  it("goes to services that hand it on, in place of what the platform's own client has set", async () => {
    const server = await serve(answer);
    const inject: TextMapPropagator["inject"] = (context, carrier, setter) =>
      setter.set(carrier, "X-Cloud-Trace", String(trace.getSpanContext(context)?.spanId));
    const cloud: TextMapPropagator = { fields: () => ["x-cloud-trace"], extract: (context) => context, inject };
    process.env.OTEL_PROPAGATORS = "cloud";
    const describeAs = (more: Partial<OutgoingDescription>): RecordOptions => ({
      adapter: {
        propagators: { cloud },
        describeCall: () => ({ name: "send q", attributes: {}, handsOnContext: true, ...more }),
      },
    });
    const merge = describeAs({
      mergeHeader: (name, ours, theirs) => (name === "x-cloud-trace" ? `${ours};${theirs}` : undefined),
    });
    const merged = await receive(server, merge, { "x-cloud-trace": "theirs" });
    expect(merged.received["x-cloud-trace"]).toBe(`${merged.calls[0]?.spanContext().spanId};theirs`);
    const kept = await receive(server, describeAs({}), { "x-cloud-trace": "theirs" });
    expect(kept.received["x-cloud-trace"]).toBe("theirs");
    const plain = await receive(server, describeAs({}));
    expect(plain.received["x-cloud-trace"]).toBe(plain.calls[0]?.spanContext().spanId);
    const refused = await receive(server, describeAs({ handsOnContext: false }));
    expect(refused.received).not.toHaveProperty("x-cloud-trace");
  });
});

describe("an origin", () => {
  const matches = (propagateTo: (string | RegExp)[], url: string): boolean => {
    const { origin, pathname } = new URL(url);
    const request = { ...readTarget(origin, pathname), method: "GET", header: () => undefined, setHeader: undefined };
    const scope = { runtime: { config: resolveConfig({ propagateTo }, {}) }, invocation: { trigger: "other" } };
    return isAllowed(scope as never, request);
  };

  it.each([
    ["https://api.example.com", "https://api.example.com/x", true],
    ["https://API.example.com:443/", "https://api.example.com", true],
    ["https://api.example.com", "http://api.example.com", false],
    ["https://api.example.com", "https://api.example.com:8443", false],
    ["https://api.example.com", "https://api.example.com.evil.test", false],
    ["https://api.example.com", "https://apixexample.com", false],
    ["https://*.example.com", "https://a.b.example.com", true],
    ["https://*.example.com", "https://example.com", false],
    ["https://*.example.com", "https://evil.test/.example.com", false],
    ["https://*.example.com", "https://evilexample.com", false],
    ["http://[::1]:81", "http://[::1]:81", true],
    ["http://localhost:3000", "http://localhost:3000/", true],
  ])("%s: %s is %s", (entry, url, expected) => expect(matches([entry], url)).toBe(expected));

  it("is tested with an expression from its start, each time anew", () => {
    const sticky = [/^https:\/\/a\.test$/gy];
    expect([1, 2, 3].map(() => matches(sticky, "https://a.test"))).toEqual([true, true, true]);
    expect(matches([/example\.com$/], "https://example.com:444")).toBe(false);
  });

  it("that is none is passed over, with a warning that says which, and not what", () => {
    const entries = ["https://a.test", "https://user:s3cr3t@b.test", 7, null, "", "b.test"];
    const { propagateTo, warnings } = resolveConfig({ propagateTo: entries as string[] }, { ISOBAR_PROPAGATE_TO: "*" });
    expect(propagateTo).toHaveLength(1);
    expect(warnings).toHaveLength(5);
    expect(warnings.join()).toMatch(/"propagateTo": entry 1 is no origin/);
    expect(warnings.join()).not.toContain("s3cr3t");
    expect(resolveConfig({ propagateTo: "x" as never }, {}).warnings).toEqual([
      'option "propagateTo" must be an array of origins; it is ignored',
    ]);
  });
});

describe("what the user injects himself", () => {
  it("is sent as it is", async () => {
    const server = await serve(answer);
    const { root } = await record(
      () => {
        const headers: Record<string, string> = {};
        propagation.inject(trace.setSpan(ROOT_CONTEXT, trace.getActiveSpan() as never), headers, defaultTextMapSetter);
        return fetch(server.url, { headers });
      },
      { options: { propagateTo: ["*"] } },
    );
    expect(server.headers[0]?.traceparent).toContain(root.spanContext().spanId);
  });
});
