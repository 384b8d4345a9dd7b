import { type Metric, type Span, startReceiver } from "@isobar/otlp";
import { beforeAll, describe, expect, test } from "vitest";
import { type Evidence, messages, returned, runBusiness, SENDER, thrown } from "./support/business.ts";
import { aws, clouds } from "./support/clouds.ts";

let all: readonly Evidence[] = [];

beforeAll(async () => {
  all = await Promise.all(clouds.map(runBusiness));
});

/** The same of each cloud, in the order of the clouds. */
const onEach = <Value>(read: (evidence: Evidence) => Value): Value[] => all.map(read);
const threeTimes = <Value>(value: Value): Value[] => clouds.map(() => value);

describe("the same failure of the business looks the same on the three clouds", () => {
  test.each(returned)("returned: $scenario", ({ scenario, status, errorType }) => {
    expect(onEach(({ answers }) => answers.get(scenario)?.status)).toEqual(threeTimes(status));
    const seen = onEach(({ httpSpan }) => {
      const { attributes, kind, status: spanStatus } = httpSpan(scenario);
      return {
        trigger: attributes["faas.trigger"],
        method: attributes["http.request.method"],
        status: attributes["http.response.status_code"],
        errorType: attributes["error.type"],
        spanStatus,
        kind,
      };
    });
    const spanStatus = { code: errorType === undefined ? "unset" : "error", message: "" };
    expect(seen).toEqual(
      threeTimes({ trigger: "http", method: "POST", status, errorType, spanStatus, kind: "server" }),
    );
  });

  test.each(thrown)("thrown: $scenario", ({ scenario, errorType }) => {
    const seen = onEach(({ httpSpan }) => {
      const { attributes, kind, status } = httpSpan(scenario);
      return {
        errorType: attributes["error.type"],
        method: attributes["http.request.method"],
        kind,
        code: status.code,
      };
    });
    expect(seen).toEqual(threeTimes({ errorType, method: "POST", kind: "server", code: "error" }));
    const types = onEach(({ httpSpan, logRecords }) => {
      const { traceId } = httpSpan(scenario);
      const events = logRecords.filter((record) => record.traceId === traceId && record.eventName !== "");
      return events.map(({ eventName, attributes }) => [eventName, attributes["exception.type"]]);
    });
    expect(types).toEqual(threeTimes([["http.server.request.exception", errorType]]));
  });

  test("a status that the function cannot know is not made up", () => {
    for (const { cloud, answers, httpSpan } of all) {
      for (const [scenario, answer] of answers) {
        const status = httpSpan(scenario).attributes["http.response.status_code"];
        if (status !== undefined) expect(status, `${cloud.platform} ${scenario}`).toBe(answer.status);
      }
    }
    const known = onEach(({ cloud, httpSpan }) => [
      cloud.platform,
      thrown.map(({ scenario }) => httpSpan(scenario).attributes["http.response.status_code"]),
    ]);
    expect(known).toEqual([
      ["aws_lambda", [undefined, undefined, undefined]],
      ["gcp_cloud_functions", [500, 500, 500]],
      ["azure.functions", [undefined, undefined, undefined]],
    ]);
  });

  test("the route is there where the platform knows it", async () => {
    const routes = onEach(({ httpSpan }) => httpSpan("ok").attributes["http.route"]);
    expect(routes).toEqual([undefined, undefined, "/api/{*path}"]);

    const receiver = await startReceiver();
    const lambda = await aws.start({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
    await lambda.http.invoke({
      version: "2.0",
      routeKey: "POST /orders/{id}",
      rawPath: "/orders/7",
      headers: {},
      requestContext: { http: { method: "POST", path: "/orders/7", protocol: "HTTP/1.1" } },
      body: '{"scenario":"missing"}',
    });
    await lambda.stop();
    await receiver.stop();
    expect(receiver.spans.map(({ name, attributes }) => [name, attributes["http.route"]])).toEqual([
      ["POST /orders/{id}", "/orders/{id}"],
    ]);
  });

  test("what else may differ is listed", () => {
    for (const { scenario } of [...returned, ...thrown]) {
      const isThrown = thrown.some((item) => item.scenario === scenario);
      const [first, ...others] = onEach((evidence) => comparable(evidence, evidence.httpSpan(scenario), isThrown));
      for (const other of others) expect(other, scenario).toEqual(first);
    }
    for (const { scenario } of messages) {
      const [first, ...others] = onEach((evidence) => comparable(evidence, evidence.queueSpan(scenario), false));
      for (const other of others) expect(other, scenario).toEqual(first);
    }
  });
});

/** Names that describe the platform itself. */
const OF_THE_PLATFORM =
  /^(?:cloud\.|aws\.|azure\.|gcp\.|server\.|user_agent\.|cloudevents\.|messaging\.|faas\.(?:name|instance|version|max_memory|invocation\.id)$|service\.(?:name|instance\.id)$|isobar\.(?:trigger\.type|waited_for_cold_start)$)/;

/** What a platform cannot know, and must therefore not say. */
const UNKNOWN_TO: Readonly<Record<string, readonly string[]>> = {
  "http.route": ["aws_lambda", "gcp_cloud_functions"],
  "network.protocol.version": ["azure.functions"],
  // Where the conventions have no name of the system's own for it.
  "isobar.attempt": ["gcp_cloud_functions", "azure.functions"],
  "isobar.message.enqueued_time": ["azure.functions"],
};
const UNKNOWN_WHERE_THROWN: Readonly<Record<string, readonly string[]>> = {
  ...UNKNOWN_TO,
  "http.response.status_code": ["aws_lambda", "azure.functions"],
};

/** A span and its resource without what may differ between the clouds; what may differ is checked against the caller. */
function comparable({ cloud, path }: Evidence, span: Span, isThrown: boolean): Record<string, unknown> {
  const unknownTo = isThrown ? UNKNOWN_WHERE_THROWN : UNKNOWN_TO;
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...span.resource.attributes, ...span.attributes })) {
    if (OF_THE_PLATFORM.test(name)) continue;
    const unknown = unknownTo[name];
    if (unknown !== undefined) expect(unknown, name).not.toContain(cloud.platform);
    // Azure puts its prefix before each path, and a Function URL has no other scheme than https.
    else if (name === "url.path") expect(path(String(value).split("/").at(-1) ?? "")).toBe(value);
    else if (name === "url.scheme") expect(value).toBe(cloud.platform === "aws_lambda" ? "https" : "http");
    else rest[name] = value;
  }
  return rest;
}

describe("log lines, metrics and messages", () => {
  test("a line has its invocation's trace, in the log signal and on stdout", () => {
    for (const { cloud, httpSpan, logRecords, lines, spans } of all) {
      for (const { scenario } of [...returned, ...thrown]) {
        const { traceId, spanId } = httpSpan(scenario);
        const received = logRecords.filter((record) => record.attributes.scenario === scenario);
        const here = received.filter((record) => record.traceId === traceId);
        expect(here.map(({ body, spanId: id }) => [body, id])).toEqual([["order received", spanId]]);
        const written = lines.filter(({ text }) => text.startsWith("{") && text.includes(traceId));
        expect(written.map(({ text }) => JSON.parse(text).span_id)).toContain(spanId);
      }
      // Inside a span of the handler's own it is that span, of the same trace.
      const { traceId, spanId } = httpSpan("ok");
      const inner = spans.find((span) => span.name === "charge" && span.parentSpanId === spanId);
      const line = logRecords.find(
        (record) => record.body === "card nearly expired" && record.spanId === inner?.spanId,
      );
      expect([inner?.traceId, line?.traceId, cloud.platform]).toEqual([traceId, traceId, cloud.platform]);
    }
  });

  test("a line has the same attributes, severity and body on each cloud", () => {
    for (const { scenario } of [...returned, ...thrown]) {
      const [first, ...others] = onEach(({ logRecords, httpSpan }) =>
        logRecords
          .filter(({ traceId, eventName }) => traceId === httpSpan(scenario).traceId && eventName === "")
          .map(({ body, severityNumber, severityText, attributes }) => ({
            body,
            severityNumber,
            severityText,
            attributes: { ...attributes, "faas.invocation.id": "", "log.record.uid": "", "exception.stacktrace": "" },
            names: Object.keys(attributes).toSorted(),
          })),
      );
      expect(first?.length).toBeGreaterThan(0);
      for (const other of others) expect(other, scenario).toEqual(first);
    }
  });

  test("metrics have the same names and units, and their sums are what was sent", () => {
    const kinds = onEach(({ metrics }) =>
      [...new Set(metrics.map(({ name, unit, type }) => `${name} ${unit} ${type}`))]
        // Only where something waits for an export: on Azure, nothing does.
        .filter((kind) => !kind.startsWith("isobar.overhead.hold.duration"))
        .toSorted(),
    );
    expect(kinds).toEqual(threeTimes(kinds[0]));

    for (const { metrics, coldStarts } of all) {
      const http = returned.length + thrown.length;
      const queue = 1 + messages.length;
      expect(sum(metrics, "faas.invocations", "http")).toBe(2);
      expect(sum(metrics, "faas.errors", "http")).toBe(http - 2);
      expect(sum(metrics, "faas.invocations", "pubsub")).toBe(2);
      expect(sum(metrics, "faas.errors", "pubsub")).toBe(queue - 2);
      for (const name of ["faas.invoke_duration", "faas.mem_usage", "faas.cpu_usage"]) {
        expect([name, sum(metrics, name, "http"), sum(metrics, name, "pubsub")]).toEqual([name, http, queue]);
      }
      for (const name of ["faas.coldstarts", "faas.init_duration"]) {
        expect([name, sum(metrics, name, "http") + sum(metrics, name, "pubsub")]).toEqual([name, coldStarts]);
      }
      expect(metrics.filter((metric) => "temporality" in metric && metric.temporality !== "delta")).toEqual([]);
    }
  });

  test.each(messages)("a message with a trace context is linked to it: $scenario", ({ scenario, errorType }) => {
    const seen = onEach(({ queueSpan }) => {
      const { kind, links, parentSpanId, traceId, attributes, status } = queueSpan(scenario);
      return {
        kind,
        links: links.filter((link) => link.traceId === SENDER.traceId).map((link) => [link.spanId, link.attributes]),
        isRoot: parentSpanId === undefined && traceId !== SENDER.traceId,
        trigger: attributes["faas.trigger"],
        errorType: attributes["error.type"],
        code: status.code,
      };
    });
    const link = [SENDER.spanId, { "messaging.message.id": scenario }];
    const code = errorType === undefined ? "unset" : "error";
    // Google's front end and the Functions host hand over contexts of their own, which are linked as well.
    expect(onEach(({ queueSpan }) => queueSpan(scenario).links.length)).toEqual([1, 2, 2]);
    expect(seen).toEqual(
      threeTimes({ kind: "consumer", links: [link], isRoot: true, trigger: "pubsub", errorType, code }),
    );
  });
});

/** Of all points of a metric with that trigger: the values of a sum, the numbers of measurements of a histogram. */
function sum(metrics: readonly Metric[], name: string, trigger: string): number {
  let total = 0;
  for (const metric of metrics) {
    if (metric.name !== name) continue;
    for (const point of metric.points) {
      if (point.attributes["faas.trigger"] !== trigger) continue;
      if ("count" in point) total += Number(point.count);
      else if ("value" in point) total += Number(point.value);
    }
  }
  return total;
}
