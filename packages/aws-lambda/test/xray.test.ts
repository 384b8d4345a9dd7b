import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readXrayHeader, XRAY_AMBIENT, XRAY_HEADER, xrayPropagators } from "../src/xray.ts";

const HEADER = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
const EXPECTED = { traceId: "5759e988bd862e3fe1be46a994272793", spanId: "53995c3f42cd8ad8", traceFlags: 1 };

function extract(name: "xray" | "xray-lambda", carrier: Record<string, string>) {
  return xrayPropagators[name].extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
}

describe("the X-Ray header", () => {
  it.each([
    HEADER,
    "Sampled=1; Parent=53995c3f42cd8ad8; Root=1-5759e988-bd862e3fe1be46a994272793",
    `Self=1-67891234-12456789abcdef012345678;${HEADER};any=thing`,
  ])("is read in any order and with more in it: %s", (header) => {
    expect(readXrayHeader(header)?.context).toMatchObject(EXPECTED);
  });

  it.each([
    "Root=1-5759e988-bd862e3fe1be46a994272793",
    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=nothex;Sampled=1",
    "Root=2-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8",
    "",
    ";;;===",
  ])("is no span context without a root and a parent: %s", (header) => {
    expect(readXrayHeader(header)).toBeUndefined();
  });

  it("that is undecided is not sampled", () => {
    expect(readXrayHeader(HEADER.replace("Sampled=1", "Sampled=?"))?.context.traceFlags).toBe(0);
  });

  it("never throws, whatever it is", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (header) => void readXrayHeader(header)));
  });
});

describe("the propagators", () => {
  it("xray reads what a caller sends, and not Lambda's own context", () => {
    expect(trace.getSpanContext(extract("xray", { [XRAY_HEADER]: HEADER }))).toMatchObject(EXPECTED);
    expect(trace.getSpanContext(extract("xray", { [XRAY_AMBIENT]: HEADER }))).toBeUndefined();
  });

  it("xray-lambda reads both", () => {
    expect(trace.getSpanContext(extract("xray-lambda", { [XRAY_AMBIENT]: HEADER }))).toMatchObject(EXPECTED);
  });

  it("write what they read, with the lineage by which AWS finds loops", () => {
    const sent = `${HEADER};Lineage=a87bd80c:1|68fd508a:5`;
    const carrier: Record<string, string> = {};
    xrayPropagators.xray.inject(extract("xray", { [XRAY_HEADER]: sent }), carrier, defaultTextMapSetter);
    expect(carrier).toEqual({ [XRAY_HEADER]: sent });
  });
});
