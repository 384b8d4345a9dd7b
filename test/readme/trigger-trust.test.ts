import { SpanKind, type TextMapPropagator, trace } from "@opentelemetry/api";
import { CompositePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { SamplingDecision } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { xrayPropagators } from "../../packages/aws-lambda/src/xray.ts";
import { resolveConfig } from "../../packages/core/src/config.ts";
import { findOrigin } from "../../packages/core/src/context.ts";
import type { IsobarOptions } from "../../packages/core/src/options.ts";
import { createSampler } from "../../packages/core/src/telemetry/sampler.ts";
import { callAws, callAzure, callGcp, type Invocation, response, SPAN_ID, TRACEPARENT } from "./trigger-calls.ts";
import { codes, section } from "./trigger-page.ts";

const W3C = TRACEPARENT.slice(0, -2);
const [, TRACE_ID = ""] = TRACEPARENT.split("-");
const xray = (sampled: string): string =>
  `Root=1-${TRACE_ID.slice(0, 8)}-${TRACE_ID.slice(8)};Parent=${SPAN_ID};Sampled=${sampled === "01" ? 1 : 0}`;

const request = (headers: object): Invocation => callGcp({ method: "GET", path: "/", headers }, response);
const restRequest = (headers: object): Invocation =>
  callAws({ version: "2.0", requestContext: { http: { method: "GET" } }, rawPath: "/", headers });

/** A call that brings a context with these flags, by the row of the page; the first of several is the usual one. */
const CALLS: readonly (readonly [row: RegExp, call: (flags: string) => Invocation, names?: string])[] = [
  [/^A caller's/, (flags) => restRequest({ traceparent: W3C + flags })],
  [/^A caller's/, (flags) => callAws({ id: 1 }, { clientContext: { custom: { traceparent: W3C + flags } } })],
  [
    /^A message's/,
    (flags) => callAws({ source: "shop", "detail-type": "ordered", detail: { traceparent: W3C + flags } }),
  ],
  [/^Google: the delivering/, (flags) => callGcp({ specversion: "1.0", id: "1", traceparent: W3C + flags })],
  [
    /X-Cloud-Trace-Context/,
    (flags) =>
      request({ "x-cloud-trace-context": `${TRACE_ID}/${BigInt(`0x${SPAN_ID}`)};o=${flags === "01" ? 1 : 0}` }),
  ],
  [
    /^Azure: the host/,
    (flags) => callAzure({ type: "timerTrigger" }, {}, undefined, { traceContext: { traceParent: W3C + flags } }),
  ],
  [/_X_AMZN_TRACE_ID/, (flags) => callAws({ id: 1 }, {}, { _X_AMZN_TRACE_ID: xray(flags) }), "xray-lambda"],
  [/X-Amzn-Trace-Id/, (flags) => restRequest({ "X-Amzn-Trace-Id": xray(flags) }), "xray"],
];

const rows = section("Whom to believe")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| Context") && !line.startsWith("| -"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, source = "", byDefault = "", flag = "", changedBy = ""]) => ({ source, byDefault, flag, changedBy }));

const PROPAGATORS: Readonly<Record<string, TextMapPropagator>> = {
  tracecontext: new W3CTraceContextPropagator(),
  ...xrayPropagators,
};

function originOf(invocation: Invocation, names: readonly string[], options: IsobarOptions = {}, env = {}) {
  const propagator = new CompositePropagator({ propagators: names.flatMap((name) => PROPAGATORS[name] ?? []) });
  const config = resolveConfig(options, env);
  const { parent, links } = findOrigin(propagator, invocation as never, config);
  const isParent = trace.getSpanContext(parent)?.spanId === SPAN_ID;
  const isLink = links.some(({ context }) => context.spanId === SPAN_ID);
  const sampler = createSampler(config);
  const { decision } = sampler.shouldSample(parent, TRACE_ID, "f", SpanKind.SERVER, {}, []);
  return {
    becomes: isParent ? "parent" : isLink ? "link" : "none",
    isRecorded: decision === SamplingDecision.RECORD_AND_SAMPLED,
  };
}

test("each row of the page says of a context that is not sampled what becomes of it", () => {
  expect(rows.filter(({ source }) => !CALLS.some(([row]) => row.test(source)))).toEqual([]);
  for (const { source, byDefault, flag, changedBy } of rows) {
    for (const [, call, name] of CALLS.filter(([row]) => row.test(source))) {
      const names = name === undefined ? ["tracecontext"] : ["tracecontext", name];
      const isHeeded = flag.startsWith("is heeded");
      const becomes = byDefault.split(/[^a-z]/)[0];
      expect([source, originOf(call("00"), names)]).toEqual([source, { becomes, isRecorded: !isHeeded }]);
      // What has to be asked for is not read otherwise.
      if (name !== undefined) expect(originOf(call("00"), ["tracecontext"]).becomes).toBe("none");
      const [option = ""] = codes(changedBy);
      const ignored = originOf(call("00"), names, { incomingContext: "ignore", platformParent: "ignore" });
      expect([source, ignored.becomes]).toEqual([source, option === "" ? becomes : "none"]);
      if (option !== "") {
        const other = option === "incomingContext" ? { platformParent: "ignore" } : { incomingContext: "ignore" };
        expect([source, originOf(call("00"), names, other as IsobarOptions).becomes]).toEqual([source, becomes]);
      }
    }
  }
});

test("of a request on Google the flag is heeded only where it is set", () => {
  const call = (flags: string): Invocation => request({ traceparent: W3C + flags });
  expect(originOf(call("00"), ["tracecontext"])).toEqual({ becomes: "parent", isRecorded: true });
  const ratio = { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" };
  expect(originOf(call("00"), ["tracecontext"], {}, ratio).isRecorded).toBe(false);
  expect(originOf(call("01"), ["tracecontext"], {}, ratio).isRecorded).toBe(true);
});

test("the platform's context is the parent on request, and does not decide", () => {
  for (const [row, call, name = "tracecontext"] of CALLS) {
    const source = rows.find((candidate) => row.test(candidate.source));
    if (source?.changedBy !== "`platformParent`") continue;
    const origin = originOf(call("00"), ["tracecontext", name], { platformParent: "parent" });
    expect([row, origin]).toEqual([row, { becomes: "parent", isRecorded: true }]);
  }
});

test("a header of X-Ray without a parent is none", () => {
  const header = `Root=1-${TRACE_ID.slice(0, 8)}-${TRACE_ID.slice(8)}`;
  const { becomes } = originOf(restRequest({ "x-amzn-trace-id": header }), ["tracecontext", "xray"]);
  expect(becomes).toBe("none");
});

test("a W3C context in the same place wins over X-Ray's, in either order", () => {
  const other = "1-5bf92f35-77b34da6a3ce929d0e0e4737";
  const invocation = restRequest({
    traceparent: TRACEPARENT,
    "x-amzn-trace-id": `Root=${other};Parent=10f067aa0ba902b8;Sampled=0`,
  });
  for (const names of [
    ["tracecontext", "xray"],
    ["xray", "tracecontext"],
  ]) {
    expect(originOf(invocation, names)).toEqual({ becomes: "parent", isRecorded: true });
  }
});
