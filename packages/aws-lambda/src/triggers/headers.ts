import type { Carrier } from "@isobar/core";
import { readObject, readScheme, readString } from "@isobar/core/describe";

/** A header's first value, whatever the case of its name, from a map of single or of repeated values. */
export function firstHeader(headers: unknown, name: string): string | undefined {
  const object = readObject(headers);
  if (object === undefined) return undefined;
  const key = name in object ? name : Object.keys(object).find((candidate) => candidate.toLowerCase() === name);
  const value = key === undefined ? undefined : object[key];
  return readString(Array.isArray(value) ? value[0] : value);
}

/** Headers of an event that may have them once with their last values, once with all, or in one of the two forms. */
export function allHeaders(headers: unknown, multiValueHeaders: unknown): Carrier | undefined {
  const single = readObject(headers);
  const multiple = readObject(multiValueHeaders);
  if (single === undefined || multiple === undefined) return multiple ?? single;
  return { ...single, ...multiple };
}

/** `x-forwarded-proto`, if it is a scheme. */
export function forwardedScheme(headers: unknown, name = "x-forwarded-proto"): string | undefined {
  return readScheme(firstHeader(headers, name));
}
