import { readFileSync } from "node:fs";
import type { Cloud } from "./clouds.ts";

const WORDS = ["always", "HTTP", "queue", "on failure", "when known", "never"] as const;

/** When an attribute is there, in the words of the document. */
export type Presence = (typeof WORDS)[number];

/** One line of a table: what the document says of one name. */
export interface Row {
  readonly name: string;
  readonly presence: Readonly<Record<Cloud["platform"], Presence>>;
  /** Of metrics. */
  readonly unit?: string;
}

/** Something that arrived, as far as the tables speak of it. */
export interface Item {
  readonly what: string;
  readonly names: readonly string[];
  readonly isHttp?: boolean;
  readonly isQueue?: boolean;
  readonly isFailure?: boolean;
}

const text = readFileSync(new URL("../../../docs/attributes.md", import.meta.url), "utf8");

/**
 * The table under a heading of docs/attributes.md.
 *
 * @throws where there is none, or a cell has a word that has no meaning
 */
export function readTable(heading: string): Row[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  const lines = section?.split("\n").filter((line) => line.startsWith("|")) ?? [];
  const [head, , ...body] = lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  if (head === undefined || body.length === 0) throw new Error(`docs/attributes.md has no table "${heading}"`);
  return body.map((cells) => {
    const cell = (title: string): string => cells[head.indexOf(title)] ?? "";
    const unit = cell("Unit").replaceAll("`", "");
    return {
      name: (cells[0] ?? "").replaceAll("`", ""),
      presence: {
        aws_lambda: readPresence(cell("AWS Lambda")),
        gcp_cloud_functions: readPresence(cell("Google Cloud")),
        "azure.functions": readPresence(cell("Azure Functions")),
      },
      ...(unit !== "" && { unit }),
    };
  });
}

function readPresence(word: string): Presence {
  const presence = WORDS.find((known) => known === word);
  if (presence === undefined) throw new Error(`docs/attributes.md says "${word}"`);
  return presence;
}

/** All names in all tables. */
export function readAllNames(): ReadonlySet<string> {
  return new Set([...text.matchAll(/`([^`\s]+)`/g)].map(([, name]) => name ?? ""));
}

/** Where what arrived and the document differ; empty where they agree. */
export function findDifferences(rows: readonly Row[], platform: Cloud["platform"], items: readonly Item[]): string[] {
  const known = new Map(rows.map((row) => [row.name, row.presence[platform]]));
  const problems = new Set<string>();
  if (items.length === 0) problems.add("nothing arrived that the table could be compared with");
  for (const item of items) {
    for (const name of item.names) {
      if (!known.has(name)) problems.add(`${name} is not in the table, but on ${item.what}`);
    }
    for (const [name, presence] of known) {
      const isExpected = expects(presence, item);
      const isThere = item.names.includes(name);
      if (isExpected === undefined || isExpected === isThere) continue;
      problems.add(`${name} is "${presence}", but ${isThere ? "" : "not "}on ${item.what}`);
    }
  }
  return [...problems];
}

/** Undefined: it may be there or not. */
function expects(presence: Presence, item: Item): boolean | undefined {
  if (presence === "when known") return undefined;
  if (presence === "HTTP") return item.isHttp === true;
  if (presence === "queue") return item.isQueue === true;
  if (presence === "on failure") return item.isFailure === true;
  return presence === "always";
}
