import { describe, expect, it } from "vitest";
import {
  describeEvent,
  describeFixture,
  type ExpectedTrigger,
  expectTrigger,
  readEvents,
  TRACEPARENT,
} from "./trigger-support.ts";

const requests: Record<string, ExpectedTrigger> = {
  rest: {
    name: "GET /shops/{shopId}/orders",
    attributes: {
      "isobar.trigger.type": "aws.api_gateway.rest",
      "http.request.method": "GET",
      "http.route": "/shops/{shopId}/orders",
      "url.path": "/shops/7/orders",
      "url.scheme": "https",
      "server.address": "api.example.test",
      "user_agent.original": "shop/1",
      "network.protocol.version": "1.1",
      "aws.request_id": "rest-request-1",
    },
  },
  "rest-without-maps": {
    name: "POST /{proxy+}",
    attributes: {
      "isobar.trigger.type": "aws.api_gateway.rest",
      "http.request.method": "POST",
      "http.route": "/{proxy+}",
      "url.path": "/a/b",
      "url.scheme": "https",
    },
  },
  "http-api-v1": {
    name: "PUT /orders",
    attributes: {
      "isobar.trigger.type": "aws.api_gateway.http_v1",
      "http.request.method": "PUT",
      "http.route": "/orders",
      "url.path": "/orders",
      "url.scheme": "https",
      "server.address": "x.example.test",
      "user_agent.original": "u",
      "network.protocol.version": "1.1",
      "aws.request_id": "v1-request",
    },
  },
  alb: {
    name: "POST",
    attributes: {
      "isobar.trigger.type": "aws.elb",
      "http.request.method": "POST",
      "url.path": "/pay",
      "url.scheme": "http",
      "server.address": "lb.example.test",
      "server.port": 8443,
      "user_agent.original": "pay/2",
    },
  },
  "alb-multi-value": {
    name: "GET",
    attributes: {
      "isobar.trigger.type": "aws.elb",
      "http.request.method": "GET",
      "url.path": "/health",
      "url.scheme": "https",
      "server.address": "lb.example.test",
      "user_agent.original": "ELB-HealthChecker/2.0",
    },
  },
  "websocket-connect": {
    name: "$connect",
    attributes: {
      "isobar.trigger.type": "aws.api_gateway.websocket",
      "http.request.method": "GET",
      "url.scheme": "https",
      "server.address": "ws.example.test",
      "user_agent.original": "browser",
      "aws.request_id": "ws-1",
      "isobar.event.id": "conn-1",
      "isobar.event.type": "CONNECT",
    },
  },
  "websocket-message": {
    name: "sendMessage",
    attributes: {
      "isobar.trigger.type": "aws.api_gateway.websocket",
      "url.scheme": "https",
      "server.address": "ws.example.test",
      "aws.request_id": "ws-2",
      "isobar.event.id": "conn-1",
      "isobar.event.type": "MESSAGE",
    },
  },
  "lattice-v2": {
    name: "GET",
    attributes: {
      "isobar.trigger.type": "aws.vpc_lattice",
      "http.request.method": "GET",
      "url.path": "/stock",
      "url.scheme": "https",
      "server.address": "stock.example.test",
      "user_agent.original": "svc/1",
    },
  },
  "lattice-v1": {
    name: "DELETE",
    attributes: {
      "isobar.trigger.type": "aws.vpc_lattice",
      "http.request.method": "DELETE",
      "url.path": "/stock",
      "url.scheme": "https",
      "server.address": "stock.example.test",
      "user_agent.original": "svc/1",
    },
  },
  "cloudfront-viewer-request": {
    name: "GET",
    attributes: {
      "isobar.trigger.type": "aws.cloudfront",
      "http.request.method": "GET",
      "url.path": "/img/a.png",
      "url.scheme": "https",
      "server.address": "cdn.example.test",
      "user_agent.original": "browser",
      "aws.request_id": "cf-request-1",
      "isobar.event.type": "viewer-request",
    },
  },
  "cloudfront-origin-response": {
    name: "HEAD",
    attributes: {
      "isobar.trigger.type": "aws.cloudfront",
      "http.request.method": "HEAD",
      "url.path": "/img/b.png",
      "url.scheme": "https",
      "server.address": "d1.cloudfront.example",
      "aws.request_id": "cf-request-2",
      "isobar.event.type": "origin-response",
    },
  },
};

describe("a request by HTTP", () => {
  it.each(Object.keys(requests))("%s", (name) => {
    expectTrigger(name, "http", requests[name] as ExpectedTrigger);
  });

  it("has its caller's context in headers of one value and of several", () => {
    expect(describeFixture("rest").carrier).toMatchObject({
      traceparent: [TRACEPARENT],
      tracestate: ["a=1", "b=2"],
      "X-Amzn-Trace-Id": "Root=1-67891234-0123456789abcdef01234567",
    });
    for (const name of [
      "http-api-v1",
      "alb-multi-value",
      "websocket-connect",
      "lattice-v2",
      "cloudfront-viewer-request",
    ]) {
      expect(describeFixture(name).carrier, name).toMatchObject({ traceparent: [TRACEPARENT] });
    }
    for (const name of ["alb", "lattice-v1"]) {
      expect(describeFixture(name).carrier, name).toMatchObject({ traceparent: TRACEPARENT });
    }
    expect(describeFixture("rest-without-maps").carrier).toBeUndefined();
    expect(describeFixture("websocket-message").carrier).toBeUndefined();
  });

  it("has no scheme that a caller made up", () => {
    const { rest } = readEvents();
    const event = { ...(rest as object), multiValueHeaders: null, headers: { "x-forwarded-proto": "planted" } };
    expect(describeEvent(event).attributes["url.scheme"]).toBe("https");
    const { alb } = readEvents();
    expect(
      describeEvent({ ...(alb as object), headers: { "x-forwarded-proto": "planted" } }).attributes,
    ).not.toHaveProperty("url.scheme");
  });
});
