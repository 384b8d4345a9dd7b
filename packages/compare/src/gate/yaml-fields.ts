import { isMap, isScalar, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";
import { InputError } from "../input-error.ts";

/** A map of a YAML file, read field by field; every complaint names file, line and field. */
export interface Fields {
  readonly line: number;
  text(name: string): string | undefined;
  number(
    name: string,
    range: { readonly least: number; readonly most?: number; readonly whole?: true },
  ): number | undefined;
  oneOf<const Word extends string>(name: string, words: readonly Word[]): Word | undefined;
  /** The maps of a list. */
  maps(name: string): Fields[] | undefined;
  /** @throws InputError where there are other fields than these */
  only(names: readonly string[]): void;
  fail(message: string, name?: string): never;
}

/** @throws InputError where the text is no YAML, or no map */
export function readYaml(file: string, text: string): Fields {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw new InputError(`${file}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  if (!isMap(document.contents)) throw new InputError(`${file}:1: there has to be a map with "checks"`);
  return createFields(document.contents, "", { file, lineOf: (node) => lines.linePos(node?.range?.[0] ?? 0).line });
}

interface Place {
  readonly file: string;
  lineOf(node: Node | null | undefined): number;
}

function createFields(map: YAMLMap, path: string, place: Place): Fields {
  const nodeOf = (name: string) => map.get(name, true) as Node | undefined;
  const readValue = (name: string) => {
    const node = nodeOf(name);
    return isScalar(node) ? node.value : node === undefined ? undefined : map.toJSON()[name];
  };
  const fields: Fields = {
    line: place.lineOf(map),
    text(name) {
      const value = readValue(name);
      if (value === undefined || value === null) return undefined;
      if (typeof value === "string") return value;
      // A version or a size that looks like a number is a text all the same.
      if (typeof value === "number") return String((nodeOf(name) as { source?: string }).source ?? value);
      return fields.fail("has to be a text", name);
    },
    number(name, { least, most = Number.POSITIVE_INFINITY, whole }) {
      const value = readValue(name);
      if (value === undefined) return undefined;
      if (typeof value === "number" && value >= least && value <= most && (!whole || Number.isInteger(value)))
        return value;
      const kind = whole ? "a whole number" : "a number";
      const limits = most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`;
      return fields.fail(`has to be ${kind} ${limits}, not ${JSON.stringify(value)}`, name);
    },
    oneOf(name, words) {
      const value = readValue(name);
      if (value === undefined) return undefined;
      const word = words.find((candidate) => candidate === value);
      return word ?? fields.fail(`has to be one of ${words.join(", ")}, not ${JSON.stringify(value)}`, name);
    },
    maps(name) {
      const node = nodeOf(name) as (Node & { items?: unknown[] }) | undefined;
      if (node === undefined) return undefined;
      if (!Array.isArray(node.items) || isMap(node)) return fields.fail("has to be a list", name);
      return node.items.map((item, index) => {
        if (isMap(item)) return createFields(item, `${path}${name}[${index}].`, place);
        throw new InputError(`${place.file}:${place.lineOf(item as Node)}: ${path}${name}[${index}] has to be a map`);
      });
    },
    only(names) {
      for (const { key } of map.items) {
        const name = String(isScalar(key) ? key.value : key);
        if (names.includes(name)) continue;
        const line = place.lineOf(key as Node);
        throw new InputError(`${place.file}:${line}: there is no field ${path}${name}; there are: ${names.join(", ")}`);
      }
    },
    fail(message, name) {
      const line = place.lineOf((name === undefined ? undefined : nodeOf(name)) ?? map);
      const where = name === undefined ? path.slice(0, -1) : `${path}${name}`;
      throw new InputError(`${place.file}:${line}: ${where} ${message}`);
    },
  };
  return fields;
}
