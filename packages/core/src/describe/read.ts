/** A value as a string, or undefined where it is none or empty. */
export function readString(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A value as an object, or undefined where it is none. */
export function readObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** What a table has under a key of unknown origin; undefined where it has none of its own. */
export function readOwn<Value>(table: Readonly<Record<string, Value>>, key: string | undefined): Value | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** A header's value, whatever the case of its name. */
export function readHeader(headers: unknown, name: string): string | undefined {
  const object = readObject(headers);
  if (object === undefined) return undefined;
  const direct = readString(object[name]);
  if (direct !== undefined) return direct;
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : readString(object[key]);
}
