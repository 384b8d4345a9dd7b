import { randomBytes } from "node:crypto";
import { encodeProtobuf, type Span } from "@isobar/otlp";

/** Spans of a request: as many as a batch of an SDK has by default. */
export const BATCH = 512;

const scope = { name: "isobar", version: "0.1.0", attributes: {}, droppedAttributesCount: 0, schemaUrl: "" };

/** Bodies of requests with invocations and one call in each, as Isobar sends them; no two spans have the same id. */
export function makeBodies(count: number): Buffer[] {
  return Array.from({ length: count }, (_, batch) => {
    const resource = {
      attributes: {
        ...{
          "service.name": "orders",
          "cloud.provider": "aws",
          "cloud.platform": "aws_lambda",
          "cloud.region": "eu-west-1",
        },
        ...{
          "faas.name": "orders",
          "faas.version": "7",
          "faas.instance": `i-${batch % 50}`,
          "faas.max_memory": 536870912,
        },
        ...{
          "telemetry.distro.name": "isobar",
          "telemetry.distro.version": "0.1.0",
          "telemetry.sdk.language": "nodejs",
        },
      },
      droppedAttributesCount: 0,
      schemaUrl: "",
    };
    const spans = Array.from({ length: BATCH / 2 }, (__, index) => makePair(resource, batch * BATCH + index)).flat();
    return Buffer.from(encodeProtobuf("traces", spans));
  });
}

function makePair(resource: Span["resource"], index: number): Span[] {
  const startTimeUnixNano = 1_767_225_600_000_000_000n + BigInt(index) * 1_000_000n;
  const shared = {
    ...{ resource, scope, traceId: randomBytes(16).toString("hex"), traceState: "", flags: 1, startTimeUnixNano },
    ...{ endTimeUnixNano: startTimeUnixNano + 40_000_000n, events: [], links: [] },
    ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
    status: { code: "unset", message: "" } as const,
  };
  const spanId = randomBytes(8).toString("hex");
  const own = {
    ...{ "faas.trigger": "http", "faas.invocation.id": randomBytes(16).toString("hex"), "faas.coldstart": false },
    ...{
      "http.request.method": "POST",
      "http.route": "/orders/{id}",
      "url.path": `/orders/${index}`,
      "url.scheme": "https",
    },
    ...{
      "http.response.status_code": 201,
      "isobar.trigger.type": "aws.api_gateway.http",
      "server.address": "api.example",
    },
  };
  const call = { "http.request.method": "GET", "server.address": "stock.internal", "http.response.status_code": 200 };
  return [
    { ...shared, spanId, name: "POST /orders/{id}", kind: "server", attributes: own },
    {
      ...shared,
      spanId: randomBytes(8).toString("hex"),
      parentSpanId: spanId,
      name: "GET",
      kind: "client",
      attributes: call,
    },
  ];
}
