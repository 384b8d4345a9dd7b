// The checks have to find each kind of fault, or a proof that passes says nothing.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { checkDemoRun } from "./demo-run.mjs";
import { readLogRecords, readPoints, readSpans } from "./otlp-files.mjs";
import { checkWire } from "./wire.mjs";

const PLATFORMS = ["aws_lambda", "gcp_cloud_functions", "azure.functions"];
const text = (key, stringValue) => ({ key, value: { stringValue } });
const whole = (key, value) => ({ key, value: { intValue: String(value) } });
let number = 0;
const hex = (digits) => (++number).toString(16).padStart(digits, "0");

/** Two requests, one of which throws, and one message on each platform: as the client saw them, as the files say. */
function createRun() {
  const run = { requests: [], messages: [], summary: { platforms: [] }, spans: [], logs: [], metrics: [] };
  for (const platform of PLATFORMS) {
    run.requests.push({ id: `${platform}-ok`, platform, status: 201, isPlatformStatus: false });
    run.requests.push({ id: `${platform}-thrown`, platform, status: 502, isPlatformStatus: true });
    run.messages.push({ id: `${platform}-message`, platform, ok: true });
    run.summary.platforms.push({ platform, errors: 1, http5xx: 0, timeouts: 0, coldStarts: 2 });
    addInvocation(run, platform, "ok", 2, [whole("http.response.status_code", 201)]);
    addInvocation(run, platform, "thrown", 2, [text("error.type", "PaymentGatewayError")]);
    addInvocation(run, platform, "message", 5, []);
    run.metrics.push({
      platform,
      metrics: [
        counter("faas.invocations", 2),
        counter("faas.errors", 1),
        counter("faas.timeouts", 0),
        counter("faas.coldstarts", 2),
        {
          name: "faas.invoke_duration",
          unit: "s",
          histogram: { aggregationTemporality: 1, dataPoints: [{ count: "1" }, { count: "2" }] },
        },
      ],
    });
  }
  return run;
}

function addInvocation(run, platform, name, kind, attributes) {
  const traceId = hex(32);
  const spanId = hex(16);
  const id = text("isobar.demo.request.id", `${platform}-${name}`);
  run.spans.push({ platform, traceId, spanId, name, kind, attributes: [id, ...attributes] });
  run.spans.push({ platform, traceId, spanId: hex(16), parentSpanId: spanId, name: "reserve stock", kind: 1 });
  run.logs.push({ platform, traceId, spanId, body: { stringValue: "order received" }, attributes: [id] });
}

function counter(name, value) {
  const dataPoints = [{ asInt: String(value) }];
  return { name, unit: "{invocation}", sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints } };
}

/** Through files, as the Collector writes them. */
function problemsOf(run) {
  const folder = mkdtempSync(join(tmpdir(), "isobar-check-"));
  const resource = (platform) => ({ attributes: [text("cloud.platform", platform)] });
  const write = (signal, requests) =>
    writeFileSync(join(folder, `${signal}.jsonl`), requests.map((request) => `${JSON.stringify(request)}\n`).join(""));
  try {
    write(
      "traces",
      run.spans.map(({ platform, ...span }) => ({
        resourceSpans: [{ resource: resource(platform), scopeSpans: [{ spans: [span] }] }],
      })),
    );
    write(
      "logs",
      run.logs.map(({ platform, ...record }) => ({
        resourceLogs: [{ resource: resource(platform), scopeLogs: [{ logRecords: [record] }] }],
      })),
    );
    write(
      "metrics",
      run.metrics.map(({ platform, metrics }) => ({
        resourceMetrics: [{ resource: resource(platform), scopeMetrics: [{ metrics }] }],
      })),
    );
    const received = { spans: readSpans(folder), logRecords: readLogRecords(folder), points: readPoints(folder) };
    return checkDemoRun(run, received).problems;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const spanOf = (run, id) =>
  run.spans.find((span) => span.attributes?.some(({ value }) => value.stringValue === id)) ?? assert.fail(id);
const without = (items, unwanted) => items.filter((item) => item !== unwanted);
const metricOf = (run, name) => run.metrics[0].metrics.find((metric) => metric.name === name);

test("a run in which all is well has no problems", () => {
  assert.deepEqual(problemsOf(createRun()), []);
});

const faults = {
  "a span that did not arrive": [
    (run) => {
      run.spans = without(run.spans, spanOf(run, "aws_lambda-ok"));
    },
    /aws_lambda-ok: no SERVER span/,
  ],
  "a span of another kind": [
    (run) => {
      spanOf(run, "aws_lambda-ok").kind = 1;
    },
    /aws_lambda-ok: no SERVER span/,
  ],
  "a span that arrived twice": [
    (run) => {
      run.spans.push(spanOf(run, "azure.functions-thrown"));
    },
    /azure.functions-thrown: 2 SERVER spans, of which some are the same span/,
  ],
  "a message with two spans": [
    (run) => {
      addInvocation(run, "aws_lambda", "message", 5, []);
    },
    /aws_lambda-message: 2 CONSUMER spans$/,
  ],
  "a message without a span": [
    (run) => {
      spanOf(run, "gcp_cloud_functions-message").kind = 2;
    },
    /gcp_cloud_functions-message: no CONSUMER span/,
  ],
  "another platform": [
    (run) => {
      spanOf(run, "aws_lambda-ok").platform = "azure.functions";
    },
    /aws_lambda-ok: its span comes from the platform azure.functions/,
  ],
  "another status": [
    (run) => {
      run.requests[0].status = 400;
    },
    /aws_lambda-ok: the client saw status 400, the span says 201/,
  ],
  "no status": [
    (run) => {
      spanOf(run, "aws_lambda-ok").attributes.pop();
    },
    /aws_lambda-ok: the client saw status 201, the span says undefined/,
  ],
  "no error type": [
    (run) => {
      spanOf(run, "aws_lambda-thrown").attributes.pop();
    },
    /aws_lambda-thrown: it failed, and its span has no error.type/,
  ],
  "an invented status": [
    (run) => {
      spanOf(run, "aws_lambda-thrown").attributes.push(whole("http.response.status_code", 500));
    },
    /aws_lambda-thrown: the client saw status 502, the span invents 500/,
  ],
  "a log record of another trace": [
    (run) => {
      run.logs[0].traceId = hex(32);
    },
    /aws_lambda-ok: 1 of 1 log records are not in the trace/,
  ],
  "a log record that did not arrive": [
    (run) => {
      run.logs.shift();
    },
    /aws_lambda-ok: no log record/,
  ],
  "an invocation that nobody asked for": [
    (run) => {
      addInvocation(run, "aws_lambda", "stranger", 2, []);
    },
    /1 SERVER or CONSUMER spans belong to nothing/,
  ],
  "a parent that did not arrive": [
    (run) => {
      run.spans[1].parentSpanId = hex(16);
    },
    /1 of 9 INTERNAL spans have a parent that did not arrive/,
  ],
  "a lost count": [
    (run) => {
      metricOf(run, "faas.invocations").sum.dataPoints[0].asInt = "1";
    },
    /aws_lambda: faas.invocations \+ faas.errors \+ faas.timeouts is 2, not 3/,
  ],
  "a lost duration": [
    (run) => {
      metricOf(run, "faas.invoke_duration").histogram.dataPoints.pop();
    },
    /aws_lambda: the count of faas.invoke_duration is 1, not 3/,
  ],
  "an error counted as a success": [
    (run) => {
      metricOf(run, "faas.invocations").sum.dataPoints[0].asInt = "3";
      metricOf(run, "faas.errors").sum.dataPoints[0].asInt = "0";
    },
    /aws_lambda: faas.errors \+ faas.timeouts is 0, not 1/,
  ],
  "a timeout that was none": [
    (run) => {
      metricOf(run, "faas.timeouts").sum.dataPoints[0].asInt = "1";
    },
    /aws_lambda: faas.timeouts is 1, not 0/,
  ],
  "a cold start too many": [
    (run) => {
      metricOf(run, "faas.coldstarts").sum.dataPoints[0].asInt = "3";
    },
    /aws_lambda: faas.coldstarts is 3, not 2/,
  ],
  "a metric that did not arrive": [
    (run) => {
      run.metrics[0].metrics = without(run.metrics[0].metrics, metricOf(run, "faas.timeouts"));
    },
    /aws_lambda: no point of faas.timeouts/,
  ],
  "cumulative temporality": [
    (run) => {
      metricOf(run, "faas.coldstarts").sum.aggregationTemporality = 2;
    },
    /aws_lambda: faas.coldstarts has points that are no deltas/,
  ],
  "a duration in another unit": [
    (run) => {
      metricOf(run, "faas.invoke_duration").unit = "ms";
    },
    /aws_lambda: faas.invoke_duration is not a histogram in seconds/,
  ],
  "a platform to which nothing was sent": [
    (run) => {
      run.requests = run.requests.filter(({ platform }) => platform !== "azure.functions");
    },
    /no request was sent to azure.functions/,
  ],
};

for (const [name, [break_, message]] of Object.entries(faults)) {
  test(`finds ${name}`, () => {
    const run = createRun();
    break_(run);
    const problems = problemsOf(run);
    assert.ok(
      problems.some((problem) => message.test(problem)),
      `found only: ${problems.join("; ") || "nothing"}`,
    );
  });
}

test("finds an export that went another way than it was asked to, or was refused", () => {
  const good = ["traces", "metrics", "logs"].map((signal) => ({
    path: `/v1/${signal}`,
    type: "application/json",
    encoding: "gzip",
    status: 200,
  }));
  const check = (exchanges, compression = "gzip") => checkWire(exchanges, "http/json", compression).join();
  assert.equal(check(good), "");
  assert.match(check(good.slice(1)), /nothing came to \/v1\/traces/);
  assert.match(
    check([...good, { ...good[0], type: "application/x-protobuf" }]),
    /1 of 4 exports were not application\/json/,
  );
  assert.match(check(good, "none"), /3 of 3 exports had not the encoding ""/);
  assert.match(check([...good, { ...good[0], status: 400 }]), /1 of 4 exports were not answered with 200/);
});
