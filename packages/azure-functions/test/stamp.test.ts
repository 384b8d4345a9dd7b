import { HttpResponse } from "@azure/functions";
import { describe, expect, it } from "vitest";
import { stampResult } from "../src/stamp.ts";
import { createContext, describeCall } from "./support.ts";

const STAMP = { serverTiming: "handler;dur=7", invocationId: "i-1" };
const request = { method: "GET", url: "https://shop.example.test/api/orders", headers: {} };
const context = createContext({ type: "httpTrigger", route: "orders" });

const stamp = (result: unknown, called: unknown = context): unknown =>
  stampResult(result, STAMP, { args: [request, called], invocation: describeCall(request, called) });

describe("the stamp", () => {
  it("keeps the rest of an init, with the headers in the form that they had", () => {
    const cookies = [{ name: "a", value: "1" }];
    expect(stamp({ status: 202, jsonBody: [1], cookies })).toEqual({
      ...{ status: 202, jsonBody: [1], cookies },
      headers: { "Server-Timing": "handler;dur=7", "Isobar-Invocation-Id": "i-1" },
    });
    expect(stamp({ headers: [["isobar-invocation-id", "other"]] })).toEqual({
      headers: [
        ["Server-Timing", "handler;dur=7"],
        ["Isobar-Invocation-Id", "i-1"],
      ],
    });
    const headers = new Headers([
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
    const stamped = (stamp({ headers }) as { headers: Headers }).headers;
    expect(stamped.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(stamped.get("server-timing")).toBe("handler;dur=7");
    expect(headers.get("server-timing")).toBeNull();
  });

  it("is on a view of an HttpResponse, whose body is read once and whose own headers stay", async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("streamed"));
        controller.close();
      },
    });
    const own = new HttpResponse({ status: 203, body: body as never, headers: { "x-a": "1" }, cookies: [] });
    const stamped = stamp(own) as HttpResponse;
    expect(stamped).toBeInstanceOf(HttpResponse);
    expect(Object.fromEntries(stamped.headers.entries())).toMatchObject({
      "x-a": "1",
      "server-timing": "handler;dur=7",
      "isobar-invocation-id": "i-1",
    });
    expect([stamped.status, stamped.cookies, stamped.enableContentNegotiation]).toEqual([203, [], false]);
    expect(own.headers.get("server-timing")).toBeNull();
    expect(await stamped.text()).toBe("streamed");
    expect(own.bodyUsed).toBe(true);
  });

  it.each([undefined, null, "text", 7, { headers: "x" }, { headers: { "Server-Timing": 7 } }])(
    "is not on %j, of which the host makes what it will",
    (result) => {
      expect(stamp(result)).toBe(result);
    },
  );

  it("is not on what goes to another output, or comes from another trigger", () => {
    const result = { status: 200 };
    const toQueue = createContext({ type: "httpTrigger" });
    Object.assign(toQueue.options, { return: { type: "queue", name: "$return" } });
    expect(stamp(result, toQueue)).toBe(result);
    expect(stamp(result, createContext({ type: "queueTrigger", queueName: "orders" }))).toBe(result);
  });
});
