import type { ResponseStamp } from "../adapter.ts";

/** Where a response says how long the handler took, and whether the start was cold. */
export const HEADER_SERVER_TIMING = "Server-Timing";
/** Where a response says which invocation it is from. */
export const HEADER_INVOCATION_ID = "Isobar-Invocation-Id";

/**
 * A copy of a map of headers, with the stamp: behind a `Server-Timing` of the handler's own, whatever the case of its
 * name, and in place of another invocation's id, which a handler passes on that answers with another function's response.
 *
 * @param headers - names and values; undefined and null stand for none
 * @param form - `text` where a header has one value, `list` where it has an array of them
 * @returns undefined where it is no such map, or the own value has another form
 */
export function stampHeaders(
  headers: unknown,
  stamp: ResponseStamp,
  form: "text" | "list",
): Record<string, unknown> | undefined {
  const given = headers ?? {};
  if (typeof given !== "object" || Array.isArray(given)) return undefined;
  const copy: Record<string, unknown> = { ...given };
  const name = findName(copy, HEADER_SERVER_TIMING);
  const timing = appendTiming(copy[name], stamp, form);
  if (timing === undefined) return undefined;
  copy[name] = timing;
  if (stamp.invocationId !== undefined) {
    copy[findName(copy, HEADER_INVOCATION_ID)] = form === "list" ? [stamp.invocationId] : stamp.invocationId;
  }
  return copy;
}

/** The name as the map spells it; as it is given, where the map has none. */
export function findName(headers: object, name: string): string {
  const wanted = name.toLowerCase();
  return Object.keys(headers).find((key) => key.toLowerCase() === wanted) ?? name;
}

function appendTiming(own: unknown, { serverTiming }: ResponseStamp, form: "text" | "list"): unknown {
  if (form === "list") {
    if (own === undefined || own === null) return [serverTiming];
    return Array.isArray(own) ? [...own, serverTiming] : undefined;
  }
  if (own === undefined || own === null || own === "") return serverTiming;
  return typeof own === "string" ? `${own}, ${serverTiming}` : undefined;
}
