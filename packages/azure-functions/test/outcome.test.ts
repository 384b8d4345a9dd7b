import { HttpResponse } from "@azure/functions";
import type { Invocation } from "@isobar/core";
import { describe, expect, it } from "vitest";
import { describeOutcome } from "../src/outcome.ts";

const http: Invocation = { id: "i", name: "n", trigger: "http", kind: 1, attributes: {} };
const status = (code: number, errorType?: string) => ({
  attributes: { "http.response.status_code": code },
  ...(errorType !== undefined && { errorType }),
});

describe("what the host makes of an HTTP function's result", () => {
  it.each([
    ["an object without status", { jsonBody: {} }, status(200)],
    ["an empty object", {}, status(200)],
    ["a status", { status: 404 }, status(404)],
    ["a status as text", { status: "201" }, status(201)],
    ["a status of failure", { status: 503 }, status(503, "503")],
    ["an HttpResponse", new HttpResponse({ status: 202 }), status(202)],
    ["an HttpResponse without status", new HttpResponse({ body: "x" }), status(200)],
    ["a failed HttpResponse", new HttpResponse({ status: 500 }), status(500, "500")],
    ["nothing", undefined, {}],
    ["null", null, {}],
    ["no object, which the library refuses later", "text", {}],
    ["a status that the library refuses later", { status: 99 }, {}],
    ["a status that is no number", { status: "teapot" }, {}],
    ["a status of null", { status: null }, {}],
  ])("%s", (_name, result, expected) => {
    expect(describeOutcome({ result }, http)).toEqual(expected);
  });

  it("is not known for what was thrown", () => {
    expect(describeOutcome({ error: Object.assign(new Error("x"), { status: 404 }) }, http)).toEqual({});
  });

  it("is not known for a result that cannot be read", () => {
    const result = {
      get status(): number {
        throw new Error("no");
      },
    };
    expect(describeOutcome({ result }, http)).toEqual({});
  });

  it("is nothing for other triggers", () => {
    expect(describeOutcome({ result: { status: 503 } }, { ...http, trigger: "pubsub" })).toEqual({});
  });
});
