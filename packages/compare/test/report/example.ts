import type {
  Bill,
  Comparison,
  Distribution,
  Estimate,
  Group,
  InvocationReference,
  StoredTrace,
} from "../../src/index.ts";

/** What is written where telemetry, options and files have a word of their own: by the place. */
export type Say = (place: string) => string;

const START = Date.UTC(2026, 0, 1);
const known = (estimate: number): Estimate => ({ estimate, interval: { low: estimate * 0.9, high: estimate * 1.1 } });
const few: Estimate = { estimate: 1, missing: "too few samples" };
const rate = (count: number, of: number) => ({
  count,
  of,
  share: { estimate: count / of, interval: { low: count / of / 2, high: count / of + 0.02 } },
});

function distribution(median: number, layer: "client" | "function", n = 200): Distribution {
  return {
    layer,
    n,
    instances: 8,
    clustered: true,
    p50: n < 6 ? few : known(median),
    p95: n < 72 ? few : known(median * 2),
    p99: few,
    range: { low: median / 2, high: median * 4 },
    ecdf: Array.from({ length: n }, (_, index) => [(median / 2) * 8 ** (index / n), (index + 1) / n] as const),
    relativeError: 0,
  };
}

function bill(say: Say, name: string, low: number): Bill {
  return {
    model: say(`${name} model`),
    currency: "USD",
    invocations: 200,
    perMillion: { low, high: low * 1.5 },
    roundingShare: 0.4,
    parts: { requests: low * 0.2, compute: low * 0.7, storage: low * 0.1 },
    pricesOf: say("prices"),
    notes: [say("note")],
  };
}

function group(say: Say, name: string, median: number): Group {
  const id = say(name);
  return {
    id,
    key: { [say("by")]: id },
    facts: {
      clouds: [say(`${name} cloud`)],
      functions: [say(`${name} function`)],
      versions: [say(`${name} version`)],
      regions: [say(`${name} region`)],
      triggers: [say(`${name} trigger`)],
      memoryMiB: [512],
      instances: 8,
    },
    window: { from: START, to: START + 600_000 },
    invocations: 220,
    errors: rate(3, 220),
    timeouts: rate(1, 220),
    http5xx: rate(2, 220),
    cold: rate(12, 220),
    waitedForColdStart: 2,
    duration: { warm: distribution(median, "function"), cold: distribution(median * 8, "function", 4) },
    init: distribution(150, "function"),
    coldOverhead: { ...known(300), layer: "client" },
    client: {
      requests: 230,
      matched: rate(219, 220),
      latency: { warm: distribution(median + 20, "client"), cold: distribution(median * 8 + 200, "client") },
      throttles: rate(3, 230),
      platformFailures: rate(1, 230),
      breakdown: [
        { temperature: "warm", n: 200, networkAndPlatform: 18, connect: 2, handler: median, client: median + 20 },
        { temperature: "cold", n: 12, networkAndPlatform: 60, init: 150, handler: median * 2, client: 400 },
      ],
    },
    memoryUsed: 90 * 1024 * 1024,
    cost: bill(say, name, median / 40),
    coldStarts: [300, 340, 410, 280].map((millis, index) => ({
      at: START + index * 60_000,
      millis,
      instance: say(`${name} instance`),
    })),
    blocks: [0, 1, 2, 3].map((index) => ({
      from: START + index * 150_000,
      to: START + (index + 1) * 150_000,
      n: 50,
      p50: median + index,
    })),
  };
}

function reference(say: Say, name: string, failed: boolean): InvocationReference {
  return {
    group: say(name),
    traceId: say(`${name} trace`),
    spanId: say(`${name} span`),
    invocationId: say(`${name} invocation`),
    function: say(`${name} function`),
    instance: say(`${name} instance`),
    at: START + 1234,
    millis: 912.5,
    temperature: "cold",
    httpStatus: 500,
    ...(failed && { errorType: say("error type") }),
    timeout: false,
  };
}

function trace(say: Say, name: string): StoredTrace {
  const nanos = BigInt(START) * 1_000_000n;
  const attributes = { [say("attribute")]: say("attribute value"), "error.type": say("error type") };
  const exception = {
    "exception.type": say("exception type"),
    "exception.message": say("exception message"),
    "exception.stacktrace": say("stack"),
  };
  const common = {
    traceId: say(`${name} trace`),
    serviceName: say("service"),
    resourceAttributes: { [say("resource attribute")]: say("resource value") },
  };
  const span = (spanId: string, parentSpanId: string | undefined, at: number, millis: number) => ({
    ...common,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name: say("span name"),
    kind: say("kind"),
    startUnixNano: nanos + BigInt(at) * 1_000_000n,
    durationNano: BigInt(millis) * 1_000_000n,
    status: "error" as const,
    statusMessage: say("status message"),
    attributes,
    events: [{ unixNano: nanos + 5_000_000n, name: say("event name"), attributes: exception }],
  });
  const log = (spanId: string, body: string, eventName: string, severityNumber: number) => ({
    ...common,
    spanId,
    unixNano: nanos + 20_000_000n,
    severityText: say("severity"),
    severityNumber,
    body,
    eventName,
    attributes: exception,
  });
  const [top, child] = [say(`${name} span`), say(`${name} child`)];
  return {
    spans: [span(top, undefined, 0, 900), span(child, top, 100, 500), span(say(`${name} leaf`), child, 200, 100)],
    logs: [log(top, say("log body"), "", 9), log(child, "", say("log event"), 17)],
  };
}

/** A comparison that has everything that one can have, and the traces that it names. */
export function exampleReport(say: Say = (place) => place): {
  comparison: Comparison;
  traces: Map<string, StoredTrace>;
} {
  const names = ["aws", "gcp", "azure"];
  const ratios = ["gcp", "azure"].flatMap((name) =>
    (["function", "client"] as const).flatMap((layer) =>
      (["warm", "cold"] as const).map((temperature) => ({
        group: say(name),
        baseline: say("aws"),
        layer,
        temperature,
        n: 200,
        baselineN: 200,
        ratio: temperature === "cold" ? few : known(name === "gcp" ? 1.4 : 0.7),
        slower: 0.7,
        clustered: true,
      })),
    ),
  );
  const check = (verdict: "pass" | "fail" | "inconclusive", name: string) => ({
    name: say(`${verdict} check`),
    metric: "ratio" as const,
    group: say(name),
    baseline: say("aws"),
    start: "warm" as const,
    layer: "function" as const,
    limit: 1.1,
    unit: "ratio" as const,
    value: known(1.4),
    n: 200,
    minN: 50,
    level: 0.975,
    verdict,
    reason: say(`${verdict} reason`),
  });
  return {
    comparison: {
      version: 1,
      createdAt: "2026-01-01T00:00:00.000Z",
      sources: [
        {
          kind: "run",
          name: say("source"),
          run: {
            pattern: say("pattern"),
            seed: 7,
            git: { sha: say("sha"), dirty: false },
            driver: { node: say("node") },
          },
        },
      ],
      reading: {
        spans: 2000,
        invocations: 660,
        duplicates: 1,
        otherSpans: 1339,
        badClocks: 0,
        brokenLines: 2,
        sdks: { [say("sdk")]: 660 },
        partial: true,
      },
      where: { [say("where")]: say("where value") },
      by: [say("by")],
      baseline: say("aws"),
      level: 0.95,
      groups: names.map((name, index) => group(say, name, 40 + index * 20)),
      ratios,
      gate: {
        file: say("gate file"),
        verdict: "fail",
        checks: [check("fail", "gcp"), check("pass", "azure"), check("inconclusive", "azure")],
      },
      calibration: [
        {
          group: say("aws"),
          layer: "function",
          splits: 200,
          n: 100,
          falseAlarms: 0.01,
          tolerance: 0.1,
          finds: 0.2,
          usualTolerance: 0.05,
          nForUsual: 300,
          slowdown: 0.2,
          nForSlowdown: 120,
          slowdownTolerance: 0.09,
        },
      ],
      threats: [
        { kind: "local", groups: [], text: say("local threat") },
        { kind: "few-samples", groups: [say("gcp")], text: say("sample threat") },
        { kind: "few-samples", groups: [say("aws")], text: say("other sample threat") },
      ],
      slowest: names.map((name) => reference(say, name, false)),
      failed: names.map((name) => reference(say, name, true)),
      reproduce: { command: say("command"), method: [say("method")] },
    },
    traces: new Map(names.map((name) => [say(`${name} trace`), trace(say, name)])),
  };
}
