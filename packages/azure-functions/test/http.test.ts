import { HttpRequest } from "@azure/functions";
import { describe, expect, it } from "vitest";
import { createContext, describeCall, TRACEPARENT } from "./support.ts";

const context = (route?: string) => createContext({ type: "httpTrigger", ...(route !== undefined && { route }) });

function request(url: string, headers: Record<string, string> = {}, method = "GET"): HttpRequest {
  return new HttpRequest({ url, method, headers });
}

const routeOf = (url: string, route?: string, env = {}) =>
  describeCall(request(url), context(route), env).attributes["http.route"];

describe("an HTTP invocation", () => {
  it("is a server span named by method and route", () => {
    const call = describeCall(
      request("http://10.0.0.4:8080/api/orders/42?code=planted-key&q=1", {
        "disguised-host": "shop.example.com",
        host: "10.0.0.4:8080",
        "x-forwarded-proto": "https",
        "user-agent": "curl/8",
        "x-functions-key": "planted-key",
      }),
      context("orders/{id:int}"),
      {
        WEBSITE_SITE_NAME: "shop",
        WEBSITE_OWNER_NAME: "subscription-1+group-EastUSwebspace",
        WEBSITE_RESOURCE_GROUP: "group",
      },
    );
    expect(call).toMatchObject({ id: "invocation-1", name: "GET /api/orders/{id:int}", trigger: "http", kind: 1 });
    expect(call.attributes).toEqual({
      "isobar.trigger.type": "azure.http",
      "faas.name": "shop/placeOrder",
      "cloud.resource_id":
        "/subscriptions/subscription-1/resourceGroups/group/providers/Microsoft.Web/sites/shop/functions/placeOrder",
      "http.request.method": "GET",
      "http.route": "/api/orders/{id:int}",
      "url.path": "/api/orders/42",
      "url.scheme": "https",
      "server.address": "shop.example.com",
      "user_agent.original": "curl/8",
    });
    expect(JSON.stringify(call)).not.toContain("planted-key");
  });

  it("carries the caller's context, and the host's apart from it", () => {
    const call = describeCall(
      request("https://shop.example.com/api/orders", {
        Traceparent: TRACEPARENT,
        Tracestate: "vendor=1",
        Baggage: "tenant=blue",
        Authorization: "Bearer planted",
      }),
      createContext(
        { type: "HttpTrigger", route: "orders" },
        { traceContext: { traceParent: TRACEPARENT.replace("53995c3f42cd8ad8", "1111111111111111"), traceState: "" } },
      ),
    );
    expect(call.carrier).toEqual({ traceparent: TRACEPARENT, tracestate: "vendor=1", baggage: "tenant=blue" });
    expect(call.ambient).toEqual({ traceparent: TRACEPARENT.replace("53995c3f42cd8ad8", "1111111111111111") });
  });

  it("hands on the headers of every propagator that may be chosen", () => {
    const plain = { method: "POST", url: "/api/orders", headers: { B3: "0", "X-B3-TraceId": "1", "x-other": "2" } };
    expect(describeCall(plain, context("orders")).carrier).toEqual({ b3: "0", "x-b3-traceid": "1" });
  });

  it("takes the function's name for a route that is not given", () => {
    expect(routeOf("https://shop.example.com/api/placeOrder")).toBe("/api/placeOrder");
    expect(routeOf("https://shop.example.com/api/PLACEORDER", "")).toBe("/api/placeOrder");
  });

  it("takes no scheme for one that is none", () => {
    const headers = { "x-forwarded-proto": "planted" };
    const call = describeCall(request("http://localhost:7071/api/orders", headers), context("orders"));
    expect(call.attributes["url.scheme"]).toBe("http");
  });

  it("takes host and scheme from the URL where no header has them", () => {
    expect(describeCall(request("http://localhost:7071/api/orders"), context("orders")).attributes).toMatchObject({
      "server.address": "localhost",
      "server.port": 7071,
      "url.scheme": "http",
    });
  });

  it("reads what a unit test may hand over in place of a request", () => {
    const plain = { method: "post", url: "/api/orders", headers: { TraceParent: TRACEPARENT } };
    const call = describeCall(plain, context("orders"));
    expect(call).toMatchObject({ name: "POST /api/orders", carrier: { traceparent: TRACEPARENT } });
    expect(describeCall(undefined, context("orders"))).toMatchObject({ name: "HTTP /api/orders", trigger: "http" });
  });

  it("knows the time limit where the environment has it", () => {
    const env = { AzureFunctionsJobHost__functionTimeout: "00:00:30" };
    expect(describeCall(request("http://h/api/orders"), context("orders"), env).timeoutMillis).toBe(30_000);
    expect(describeCall(request("http://h/api/orders"), context("orders"))).not.toHaveProperty("timeoutMillis");
  });
});

describe("http.route", () => {
  it.each([
    ["the default prefix", "/api/orders/42", "orders/{id}", "/api/orders/{id}"],
    ["no prefix", "/orders/42", "orders/{id}", "/orders/{id}"],
    ["a prefix of the app's own", "/shop/v1/orders/42", "orders/{id}", "/shop/v1/orders/{id}"],
    ["letters in another case", "/API/Orders/42", "orders/{id}", "/api/orders/{id}"],
    ["an optional part that is there", "/v1/orders/42", "orders/{id?}", "/v1/orders/{id?}"],
    ["an optional part that is not", "/v1/orders", "orders/{id?}", "/v1/orders/{id?}"],
    ["an optional part with a constraint", "/v1/orders", "orders/{id:int?}", "/v1/orders/{id:int?}"],
    ["a default value", "/v1/orders", "orders/{id=7}", "/v1/orders/{id=7}"],
    ["all paths below", "/api/files/a/b/c", "files/{*path}", "/api/files/{*path}"],
    ["all paths below, none given", "/v1/files", "files/{*path}", "/v1/files/{*path}"],
    ["all paths", "/anything/at/all", "{*path}", "/{*path}"],
    ["a slash in a constraint", "/v1/x/42", "x/{id:regex(^[/0-9]+$)}", "/v1/x/{id:regex(^[/0-9]+$)}"],
    ["a part of a segment", "/v1/report-7.pdf", "report-{id}.pdf", "/v1/report-{id}.pdf"],
    ["a slash in front", "/api/orders", "/orders", "/api/orders"],
    ["a path that does not fit", "/elsewhere", "orders/{id}", "/api/orders/{id}"],
    ["a path that the template's words are missing in", "/v1/carts/42", "orders/{id}", "/api/orders/{id}"],
  ])("%s", (_name, path, route, expected) => {
    expect(routeOf(`https://shop.example.com${path}`, route)).toBe(expected);
  });

  it.each([
    ["v2", "/v2/orders"],
    ["/v2/", "/v2/orders"],
    ["", "/orders"],
  ])('uses the prefix "%s" of the environment', (prefix, expected) => {
    const env = { AzureFunctionsJobHost__extensions__http__routePrefix: prefix };
    expect(routeOf("https://shop.example.com/api/orders", "orders", env)).toBe(expected);
  });
});
