import type { Invocation } from "@isobar/core";
import { readString } from "@isobar/core/describe";

type Name = string | number;

/** What is at a path, or undefined where the path ends before. */
export function readAt(value: unknown, ...path: readonly Name[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Readonly<Record<Name, unknown>>)[name];
  }
  return current;
}

/** A text that is not empty, at a path. */
export function textAt(value: unknown, ...path: readonly Name[]): string | undefined {
  return readString(readAt(value, ...path));
}

/** A finite number at a path; digits in a text count. */
export function numberAt(value: unknown, ...path: readonly Name[]): number | undefined {
  const found = readAt(value, ...path);
  if (typeof found === "string" && /^-?\d{1,15}$/.test(found)) return Number(found);
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

/** A list at a path; none where there is none. */
export function listAt(value: unknown, ...path: readonly Name[]): readonly unknown[] {
  const found = readAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Attributes of a span. */
export type Attributes = Invocation["attributes"];

type Known = string | number | boolean | string[];

/** The attributes whose value is known. */
export function known(attributes: Readonly<Record<string, Known | undefined>>): Attributes {
  const found: Record<string, Known> = {};
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** One of an ARN's parts, counted from 0: partition 1, service 2, region 3, account 4, resource 5. */
export function arnPart(arn: unknown, index: number): string | undefined {
  return typeof arn === "string" ? readString(arn.split(":", index + 1)[index]) : undefined;
}

/** What follows `prefix` in a name like `arn:...:rule/nightly`. */
export function afterPrefix(arn: unknown, prefix: string): string | undefined {
  if (typeof arn !== "string") return undefined;
  const at = arn.indexOf(prefix);
  return at < 0 ? undefined : readString(arn.slice(at + prefix.length));
}

/** Seconds since the epoch, from milliseconds as a number or as digits. */
export function secondsFromMillis(millis: number | undefined): number | undefined {
  return millis === undefined ? undefined : Math.floor(millis / 1000);
}

/** An iterable that reads anew each time it is gone through. */
export function rereadable<Item>(read: () => Iterator<Item>): Iterable<Item> {
  return { [Symbol.iterator]: read };
}
