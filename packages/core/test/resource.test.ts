import { DiagLogLevel, diag } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createResource } from "../src/telemetry/resource.ts";

const warn = vi.fn();
beforeEach(() => {
  warn.mockClear();
  const ignore = (): void => {};
  diag.setLogger({ warn, error: ignore, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
});
afterEach(() => diag.disable());

describe("a resource", () => {
  const given = {
    text: "a",
    number: 1,
    flag: false,
    list: ["a", null, "b"],
    empty: [],
    mixed: ["a", 1],
    nested: { a: 1 },
    nothing: undefined,
    "": "no name",
  };

  it("has the attributes that OpenTelemetry's own has", () => {
    const schemaUrl = "https://example.com/schema";
    const official = resourceFromAttributes(given as never, { schemaUrl });
    const resource = createResource(given, schemaUrl);
    expect(resource.attributes).toEqual(official.attributes);
    expect(resource.schemaUrl).toBe(schemaUrl);
    expect(resource.asyncAttributesPending).toBe(false);
  });

  it("warns of what it leaves out, by its name", () => {
    createResource(given);
    const text = warn.mock.calls.flat().join("\n");
    expect(text).toContain('"mixed"');
    expect(text).toContain('"nested"');
    expect(text).not.toContain('"nothing"');
  });

  it("merges with another, whose word counts more, as OpenTelemetry's own does", () => {
    const other = resourceFromAttributes({ text: "b", more: 2 });
    const official = resourceFromAttributes({ text: "a", number: 1 }, { schemaUrl: "s" });
    const resource = createResource({ text: "a", number: 1 }, "s");
    expect(resource.merge(other).attributes).toEqual(official.merge(other).attributes);
    expect(resource.merge(other).schemaUrl).toBe(official.merge(other).schemaUrl);
    expect(other.merge(resource).attributes).toEqual(other.merge(official).attributes);
    expect(resource.merge(null).attributes).toEqual(resource.attributes);
  });
});
