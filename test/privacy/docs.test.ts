import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readTable } from "../e2e/support/presence.ts";
import { LOG_LINES, SPAN_NAMES, TRACE_IDS } from "./allowed.ts";
import { awsAllowed } from "./aws-allowed.ts";
import { azureAllowed } from "./azure-allowed.ts";
import { gcpAllowed } from "./gcp-allowed.ts";

const page = readFileSync(new URL("../../docs/privacy.md", import.meta.url), "utf8");
const [, section = ""] = page.split("## What leaves by default\n");
/** The first column: names in backticks, `*` for any rest, or words. */
const rows = section
  .split("\n## ")[0]
  ?.split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.split("|")[1]?.trim() ?? "");

const covers = (row: string, attribute: string): boolean =>
  [...row.matchAll(/`([^`]+)`/g)].some(([, name = ""]) =>
    name.endsWith(".*") ? attribute.startsWith(name.slice(0, -1)) : attribute === name,
  );

const TABLES = [
  "Resource attributes",
  "Span attributes",
  "Span attributes of particular triggers",
  "Record attributes",
  "Link attributes",
  "Exception event attributes",
];
const attributes = TABLES.flatMap(readTable);

describe("the table of what leaves by default", () => {
  it("has a row for each attribute of docs/attributes.md that is ever sent", () => {
    const sent = attributes.filter(({ presence }) => Object.values(presence).some((word) => word !== "never"));
    expect(sent.length).toBeGreaterThan(80);
    expect(sent.map(({ name }) => name).filter((name) => !rows?.some((row) => covers(row, name)))).toEqual([]);
  });
});

describe.each([
  ["aws_lambda", awsAllowed],
  ["gcp_cloud_functions", gcpAllowed],
  ["azure.functions", azureAllowed],
] as const)("what the tests let leave on %s", (platform, allowed) => {
  it.each(Object.keys(allowed))("has a row: %s", (row) => {
    const found = rows?.filter((cell) => cell === row || cell.split(", ").includes(row));
    if (row !== SPAN_NAMES) expect(found).toHaveLength(1);
    for (const attribute of Object.keys(allowed[row] ?? {})) {
      if ([SPAN_NAMES, TRACE_IDS, LOG_LINES].includes(row)) continue;
      expect(
        found?.some((cell) => covers(cell, attribute)),
        attribute,
      ).toBe(true);
      const words = attributes.filter(({ name }) => name === attribute).map(({ presence }) => presence[platform]);
      expect(
        words.some((word) => word !== "never"),
        attribute,
      ).toBe(true);
    }
  });
});
