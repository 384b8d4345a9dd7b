import type { Attributes, AttributeValue } from "@isobar/otlp";
import { attributeJson } from "../samples/origin.ts";

/** JSON of attributes with their types. Those of plain values, nearly all, are written by the engine itself. */
export function attributesJson(attributes: Attributes): string {
  for (const name in attributes) {
    const value = attributes[name];
    const isPlain = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
    if (!isPlain) return attributeJson(attributes);
  }
  return JSON.stringify(attributes);
}

/** The attributes of such JSON as texts. An integer that JavaScript rounds is text in the first place. */
export function readAttributesJson(json: string): Record<string, string> {
  const entries = Object.entries(JSON.parse(json) as Record<string, AttributeValue>);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      typeof value === "string" ? value : value === null ? "" : attributeJson(value),
    ]),
  );
}
