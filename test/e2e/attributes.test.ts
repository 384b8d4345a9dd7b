import { globSync, readFileSync } from "node:fs";
import * as semconv from "@isobar/core/semconv";
import type { Metric } from "@isobar/otlp";
import { beforeAll, describe, expect, test } from "vitest";
import { type Evidence, runBusiness } from "./support/business.ts";
import { clouds } from "./support/clouds.ts";
import { findDifferences, type Item, readAllNames, readTable } from "./support/presence.ts";

let all: readonly Evidence[] = [];

beforeAll(async () => {
  all = await Promise.all(clouds.map(runBusiness));
});

/** Compares a table of docs/attributes.md with what arrived from each cloud. */
function compare(headings: string | readonly string[], read: (evidence: Evidence) => readonly Item[]): void {
  const rows = [headings].flat().flatMap(readTable);
  const differences = all.flatMap((evidence) =>
    findDifferences(rows, evidence.cloud.platform, read(evidence)).map((text) => `${evidence.cloud.platform}: ${text}`),
  );
  expect(differences).toEqual([]);
}

const keys = Object.keys;
const SPAN_TABLES = ["Span attributes", "Span attributes of particular triggers"];
const CALL_TABLES = ["Span attributes of outgoing calls", "Span attributes of calls to a cloud's services"];
const isCall = ({ kind }: { kind: string }): boolean => kind === "client" || kind === "producer";
/** Fields of the handler's own that the fixture logs. */
const ITS_OWN = new Set(["scenario", "order", "items"]);
const withoutOwn = (names: readonly string[]): string[] => names.filter((name) => !ITS_OWN.has(name));
const isLine = ({ eventName }: { eventName: string }): boolean => eventName === "";

describe("docs/attributes.md is what arrives", () => {
  test("resource attributes", () =>
    compare("Resource attributes", ({ spans, logRecords, metrics }) =>
      [...spans, ...logRecords, ...metrics].map(({ resource }) => ({
        what: "a resource",
        names: keys(resource.attributes),
      })),
    ));

  test("span attributes", () =>
    compare(SPAN_TABLES, ({ spans }) =>
      spans
        .filter((span) => span.kind !== "internal" && !isCall(span))
        .map(({ name, kind, attributes, status }) => ({
          what: `span "${name}"`,
          names: keys(attributes),
          isHttp: kind === "server",
          isQueue: kind === "consumer",
          isFailure: status.code === "error",
        })),
    ));

  test("span attributes of outgoing calls", () =>
    compare(CALL_TABLES, ({ spans }) =>
      spans.filter(isCall).map(({ name, attributes, status }) => ({
        what: `call "${name}"`,
        names: keys(attributes),
        isFailure: status.code === "error",
      })),
    ));

  test("link attributes", () =>
    compare("Link attributes", ({ spans }) =>
      spans.flatMap(({ links }) => links).map(({ attributes }) => ({ what: "a link", names: keys(attributes) })),
    ));

  test("log record fields", () =>
    compare("Log record fields", ({ logRecords }) =>
      logRecords.map(({ resource: _resource, scope: _scope, attributes: _own, ...record }) => ({
        what: `log record "${record.body ?? record.eventName}"`,
        names: Object.entries(record)
          .filter(([name, value]) => !(name === "droppedAttributesCount" && value === 0))
          .filter(([, value]) => value !== "" && value !== null && value !== 0n)
          .map(([name]) => name),
        isFailure: record.eventName !== "",
      })),
    ));

  test("attributes of log lines", () =>
    compare("Log line attributes", ({ logRecords }) =>
      logRecords
        .filter(isLine)
        .map(({ body, attributes }) => ({ what: `line "${body}"`, names: withoutOwn(keys(attributes)) })),
    ));

  test("attributes of exception events", () =>
    compare("Exception event attributes", ({ logRecords }) =>
      logRecords
        .filter((record) => !isLine(record))
        .map(({ eventName, attributes }) => ({ what: eventName, names: keys(attributes) })),
    ));

  test("metrics and their units", () => {
    compare("Metrics", ({ metrics }) => [
      { what: "this run", names: [...new Set(metrics.map(({ name }) => name))], isFailure: true },
    ]);
    const units = new Map(readTable("Metrics").map(({ name, unit }) => [name, unit]));
    for (const { name, unit } of all.flatMap(({ metrics }) => metrics))
      expect([name, unit]).toEqual([name, units.get(name)]);
  });

  test("attributes of metrics", () => {
    const points = (metrics: readonly Metric[]) =>
      metrics.flatMap(({ name, points }) => points.map(({ attributes }) => ({ what: name, names: keys(attributes) })));
    compare("Metric attributes", ({ metrics }) => points(metrics.filter(({ name }) => name.startsWith("faas."))));
    const documented = readTable("Metric attributes").map(({ name }) => name);
    for (const { names } of all.flatMap(({ metrics }) => points(metrics))) {
      expect(names.filter((name) => !documented.includes(name))).toEqual([]);
    }
  });

  test("fields of a line on stdout", () =>
    compare("Fields of a line on stdout", ({ lines }) =>
      lines
        .filter(({ stream, text }) => stream === "stdout" && text.startsWith("{"))
        .map(({ text }) => ({ what: "a line", names: withoutOwn(keys(JSON.parse(text))) })),
    ));

  test.each([
    ["aws_lambda", "aws-lambda"],
    ["gcp_cloud_functions", "gcp-functions"],
    ["azure.functions", "azure-functions"],
  ] as const)('%s: no name is "never" that the adapter\'s code uses', (platform, folder) => {
    const sources = new URL(`../../packages/${folder}/src/`, import.meta.url);
    const constants = new Map(Object.entries(semconv).filter(([key]) => key.startsWith("ATTR_")));
    const used = globSync("**/*.ts", { cwd: sources })
      .flatMap((file) => readFileSync(new URL(file, sources), "utf8").match(/\bATTR_[A-Z\d_]+/g) ?? [])
      .map((key) => constants.get(key));
    expect(used.length).toBeGreaterThan(20);
    // The same name may stand in two tables: what is an attribute of the span here is one of the resource there.
    const possible = ["Resource attributes", ...SPAN_TABLES, ...CALL_TABLES]
      .flatMap(readTable)
      .filter(({ presence }) => presence[platform] !== "never")
      .map(({ name }) => name);
    expect(used.filter((name) => !possible.includes(String(name)))).toEqual([]);
  });

  test("every name that the code knows is in the document, and none of Isobar's own is missing in the code", () => {
    const names = Object.entries(semconv)
      .filter(([key, value]) => /^(?:ATTR|METRIC|EVENT)_/.test(key) && typeof value === "string")
      .map(([, value]) => String(value));
    const documented = readAllNames();
    expect(names.filter((name) => !documented.has(name))).toEqual([]);
    expect([...documented].filter((name) => /^isobar\.[a-z]/.test(name) && !names.includes(name))).toEqual([]);
  });
});
