/** A value as a string, or undefined where it is none or empty. */
export function readString(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A value as an object, or undefined where it is none. */
export function readObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
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
