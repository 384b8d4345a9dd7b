import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readInvocation } from "../src/samples/invocation.ts";
import { readOrigin } from "../src/samples/origin.ts";
import { childOf, invocation } from "./support/spans.ts";

describe("a span", () => {
  test("of Isobar is read with its cold start, its id and its origin", () => {
    const span = invocation({ cloud: "gcp", cold: true, httpStatus: 201, memoryMiB: 256 });
    expect(readInvocation(span)).toMatchObject({
      invocationId: span.attributes["faas.invocation.id"],
      cold: true,
      failed: false,
      returned5xx: false,
      httpStatus: 201,
    });
    expect(readOrigin(span)).toMatchObject({ cloud: "gcp", function: "orders", memoryMiB: 256, sdk: "isobar 0.1.0" });
  });

  test("with the names of the conventions 1.44 is an invocation too", () => {
    const attributes = { "faas.invocation_id": "req-1", "faas.trigger": "http" };
    const span = { ...invocation(), attributes };
    expect(readInvocation(span)?.invocationId).toBe("req-1");
  });

  test("of OpenTelemetry's own Lambda instrumentation is one, without trigger and with the platform alone", () => {
    const span = invocation({ resource: { "telemetry.distro.name": "", "telemetry.sdk.name": "opentelemetry" } });
    const own = {
      ...span,
      attributes: { "faas.invocation_id": "req-2", "faas.coldstart": true, "cloud.account.id": "123" },
      resource: {
        ...span.resource,
        attributes: {
          "cloud.platform": "aws_lambda",
          "service.name": "fn",
          "faas.max_memory": 1024,
          "telemetry.sdk.name": "opentelemetry",
          "telemetry.sdk.version": "2.1.0",
        },
      },
    };
    expect(readInvocation(own)).toMatchObject({ invocationId: "req-2", cold: true });
    expect(readOrigin(own)).toMatchObject({
      cloud: "aws",
      function: "fn",
      memoryMiB: 1024,
      sdk: "opentelemetry 2.1.0",
    });
  });

  test("of the handler's work, or without an id of its own, is none", () => {
    expect(readInvocation(childOf(invocation(), "query"))).toBeUndefined();
    expect(readInvocation({ ...invocation(), spanId: "" })).toBeUndefined();
    expect(readInvocation({ ...invocation(), attributes: { "http.request.method": "GET" } })).toBeUndefined();
  });

  test.each([
    ["a thrown error", { error: "TypeError" }, { failed: true, returned5xx: false, timeout: false }],
    ["a thrown error that the platform answers 500", { error: "TypeError", httpStatus: 500 }, { failed: true }],
    ["the time limit", { error: "timeout" }, { failed: true, timeout: true }],
    ["a returned 503", { error: "503", httpStatus: 503 }, { failed: false, returned5xx: true, httpStatus: 503 }],
    ["a returned 404", { httpStatus: 404 }, { failed: false, returned5xx: false }],
    ["having waited", { waited: true }, { waited: true, cold: false }],
  ])("tells %s", (_, options, expected) => {
    expect(readInvocation(invocation(options))).toMatchObject(expected);
  });

  test("on Azure has the function's name of its own, not that of the app", () => {
    const span = invocation({
      attributes: { "faas.name": "app/checkout" },
      resource: { "faas.name": undefined as never },
    });
    expect(readOrigin(span).function).toBe("app/checkout");
  });

  test("may hold anything", () => {
    const anything = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null)));
    const names = ["faas.trigger", "faas.coldstart", "faas.max_memory", "http.response.status_code", "error.type"];
    const known = fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.string(), fc.double(), fc.boolean()));
    fc.assert(
      fc.property(anything, known, (some, more) => {
        const span = invocation({ attributes: { ...some, ...more }, resource: { ...more } });
        const facts = readInvocation(span);
        expect(facts?.failed && facts.returned5xx).toBe(false);
        expect(readOrigin(span).memoryMiB).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
