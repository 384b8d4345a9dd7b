import { InputError } from "../input-error.ts";

type Fields = Readonly<Record<string, unknown>>;

function describe(value: unknown): string {
  return value === undefined ? "is missing" : `is ${JSON.stringify(value)}`;
}

/** Reads an object; `where` is its place in the document, for the error. */
export function readObject(value: unknown, where: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new InputError(`${where} ${describe(value)}: it has to be an object`);
  return value as Fields;
}

/** Reads a text that is not empty. */
export function readText(fields: Fields, name: string, where: string): string {
  const value = fields[name];
  if (typeof value !== "string" || value === "")
    throw new InputError(`${where}.${name} ${describe(value)}: it has to be a text`);
  return value;
}

/** Reads a finite number that is not negative. */
export function readAmount(fields: Fields, name: string, where: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0)
    throw new InputError(`${where}.${name} ${describe(value)}: it has to be a number of at least 0`);
  return value;
}

/** Reads an ISO day such as "2026-09-20", or a month such as "2026-09". */
export function readDate(fields: Fields, name: string, where: string): string {
  const value = fields[name];
  if (typeof value !== "string" || !/^\d{4}-\d{2}(-\d{2})?$/.test(value) || Number.isNaN(Date.parse(value)))
    throw new InputError(`${where}.${name} ${describe(value)}: it has to be a day such as "2026-09-20"`);
  return value;
}

/** Refuses fields that nothing would read: a mistyped name must not pass for a price. */
export function refuseOthers(fields: Fields, known: readonly string[], where: string): void {
  const other = Object.keys(fields).find((name) => !known.includes(name));
  if (other !== undefined)
    throw new InputError(`${where} has the unknown field ${JSON.stringify(other)}: there are ${known.join(", ")}`);
}
