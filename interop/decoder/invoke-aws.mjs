// One invocation of an instrumented Lambda handler that uses every kind of value that OTLP has for what the
// OpenTelemetry API offers. Its telemetry goes where OTEL_EXPORTER_OTLP_* says.
import { instrument, log, meter, tracer } from "@isobar/aws-lambda";
import { SpanStatusCode, trace } from "@opentelemetry/api";

const LINKED = { traceId: "11111111111111111111111111111111", spanId: "2222222222222222", traceFlags: 1 };

const handler = instrument(
  async () => {
    trace.getActiveSpan()?.setAttributes({
      "proof.text": "Grüße, 世界 🌦",
      "proof.empty": "",
      "proof.zero": 0,
      "proof.int": 42,
      "proof.negative": -42,
      "proof.largest": Number.MAX_SAFE_INTEGER,
      "proof.smallest": Number.MIN_SAFE_INTEGER,
      "proof.double": 0.1,
      "proof.true": true,
      "proof.false": false,
      "proof.texts": ["a", "", "ü"],
      "proof.ints": [1, -1, 0],
      "proof.booleans": [true, false],
    });
    const inner = tracer.startSpan("inner", {
      kind: 2,
      links: [{ context: LINKED, attributes: { "link.number": 7 } }],
    });
    inner.addEvent("something happened", { "event.number": -1 });
    inner.setStatus({ code: SpanStatusCode.ERROR, message: "it broke" });
    inner.end();
    log.warn({ "log.number": 3, "log.nested": { list: [1, "two", { three: false }] } }, "careful");
    meter.createCounter("proof.counter", { unit: "{thing}" }).add(5, { side: "left" });
    meter.createUpDownCounter("proof.updown").add(-3);
    meter.createHistogram("proof.histogram", { unit: "s" }).record(0.25);
    return { statusCode: 201, body: "" };
  },
  { flushTimeoutMillis: 30_000 },
);

const event = {
  version: "2.0",
  routeKey: "POST /orders/{id}",
  rawPath: "/orders/7",
  rawQueryString: "",
  headers: {
    "x-forwarded-proto": "https",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    tracestate: "vendor=value",
  },
  requestContext: {
    domainName: "api.example.com",
    http: { method: "POST", path: "/orders/7", protocol: "HTTP/1.1" },
    routeKey: "POST /orders/{id}",
    stage: "$default",
  },
  isBase64Encoded: false,
};
const answer = await handler(event, {
  awsRequestId: "3f2b1c9e-0000-4000-8000-000000000000",
  functionName: "proof",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:proof",
  getRemainingTimeInMillis: () => 300_000,
});
if (answer.statusCode !== 201) throw new Error(`the handler returned ${JSON.stringify(answer)}`);
