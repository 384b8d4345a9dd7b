import { describe, expect, test } from "vitest";
import { compileRoute } from "../src/azure/route.ts";

const match = (template: string, path: string) => compileRoute(template).match(path);

describe("a route template", () => {
  test.each([
    ["/api/orders", "/api/orders", {}],
    ["/api/orders", "/API/Orders/", {}],
    ["/api/orders", "/api/orders/1", undefined],
    ["/api/a.b", "/api/axb", undefined],
    ["/api/{id}", "/api/a%2Fb", { id: "a/b" }],
    ["/api/{id}", "/api/%zz", { id: "%zz" }],
    ["/api/{id}", "/api/", undefined],
    ["/api/{id?}", "/api", {}],
    ["/api/{id?}", "/api/1", { id: "1" }],
    ["/api/{id=7}", "/api", { id: "7" }],
    ["/api/{a}/x/{b}", "/api/1/x/2", { a: "1", b: "2" }],
    ["/api/{*rest}", "/api/a/b/c", { rest: "a/b/c" }],
    ["/api/{**rest}", "/api", {}],
    ["/api/{name}.{kind}", "/api/photo.png", { name: "photo", kind: "png" }],
    ["/api/v{version}/x", "/api/v2/x", { version: "2" }],
  ])("%s takes %s as %j", (template, path, expected) => {
    expect(match(template, path)).toEqual(expected);
  });

  test.each([
    ["int", "42", "4x"],
    ["int", "-1", "3000000000"],
    ["long", "3000000000", "1.5"],
    ["bool", "True", "yes"],
    ["guid", "0f8fad5b-d9cb-469f-a165-70867728950e", "0f8fad5b"],
    ["alpha", "abc", "ab1"],
    ["decimal", "1.5", "a"],
    ["double", "1e3", "e"],
    ["datetime", "2026-01-31", "soon"],
    ["length(3)", "abc", "ab"],
    ["length(2,3)", "ab", "abcd"],
    ["minlength(2)", "ab", "a"],
    ["maxlength(2)", "ab", "abc"],
    ["min(18)", "18", "17"],
    ["max(120)", "120", "121"],
    ["range(1,9)", "9", "10"],
    ["regex(^\\d{{3}}-x$)", "123-x", "12-x"],
    ["int:min(5)", "5", "4"],
  ])("the constraint %s allows %s and not %s", (constraint, good, bad) => {
    expect(match(`/api/{value:${constraint}}`, `/api/${good}`)).toEqual({ value: good });
    expect(match(`/api/{value:${constraint}}`, `/api/${bad}`)).toBeUndefined();
  });

  test("with an optional parameter under a constraint matches without it", () => {
    expect(match("/api/{id:int?}", "/api")).toEqual({});
    expect(match("/api/{id:int?}", "/api/x")).toBeUndefined();
  });

  test("with an unknown constraint is refused", () => {
    expect(() => compileRoute("/api/{id:nothing}")).toThrow("'nothing'");
  });

  test("is tried before those that are less exact", () => {
    const templates = ["/api/{*rest}", "/api/{id}", "/api/orders", "/api/{id:int}"];
    const sorted = templates.sort((left, right) =>
      compileRoute(left).precedence.localeCompare(compileRoute(right).precedence),
    );
    expect(sorted).toEqual(["/api/orders", "/api/{id:int}", "/api/{id}", "/api/{*rest}"]);
  });
});
