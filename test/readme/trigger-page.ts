import { readFileSync } from "node:fs";
import { page } from "./places.ts";

/** A file of the repository. */
export const read = (path: string): string => readFileSync(page(path), "utf8");

const text = read("docs/triggers.md");

/** A part of the page, from its heading to the next of the same level. */
export const section = (heading: string): string =>
  text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";

/** What stands between backquotes. */
export const codes = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

/** Each value once, in order. */
export const sorted = (values: Iterable<string>): string[] => [...new Set(values)].toSorted();

/** One row of a cloud's table. */
export interface Row {
  readonly types: readonly string[];
  readonly triggers: readonly string[];
  readonly kinds: readonly string[];
  readonly names: readonly string[];
  readonly context: string;
  /** The member of an answer that says which items failed. */
  readonly failure: string | undefined;
  /** Whether the row says that what is inside of the event decides. */
  readonly isOpen: boolean;
}

/** The rows of a cloud's table. */
export function readRows(heading: string): Row[] {
  const lines = section(heading).split("\n");
  const start = lines.findIndex((line) => line.startsWith("| Trigger "));
  const rows = lines.slice(start + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith("|")),
    )
    .map((line) => {
      const [, , type = "", trigger = "", kind = "", name = "", context = "", failure = ""] = line
        .split("|")
        .map((cell) => cell.trim());
      return {
        types: codes(type).filter((code) => code !== "type"),
        triggers: codes(trigger),
        kinds: kind.match(/SERVER|CONSUMER/g) ?? [],
        names: codes(name),
        context,
        failure: codes(failure)[0],
        isOpen: trigger.includes("as its input"),
      };
    });
}
