import { readObject, readString } from "@isobar/core/describe";

/** A header's value. Node has all names in lower case, and so the framework; others are not looked for. */
export function readRequestHeader(headers: unknown, name: string): string | undefined {
  return readString(readObject(headers)?.[name]);
}
