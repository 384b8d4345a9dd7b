import type { IncomingHttpHeaders } from "node:http";
import type { RequestStamp } from "./types.ts";

/** One metric of a `Server-Timing` header. */
export interface ServerTimingEntry {
  readonly name: string;
  /** Milliseconds. */
  readonly duration?: number;
}

/**
 * What a response says of its invocation.
 *
 * @returns undefined where no instrumented handler answered
 */
export function readStamp(headers: IncomingHttpHeaders): RequestStamp | undefined {
  const entries = readServerTiming(headers["server-timing"]);
  // A handler that passes on another's response has that one's entry before its own.
  const handlerAt = entries.findLastIndex(({ name, duration }) => name === "handler" && duration !== undefined);
  const handlerMillis = entries[handlerAt]?.duration;
  if (handlerMillis === undefined) return undefined;
  const own = entries.slice(handlerAt + 1);
  const initMillis = own.find(({ name }) => name === "init")?.duration;
  const invocationId = headers["isobar-invocation-id"];
  return {
    ...(typeof invocationId === "string" && { invocationId }),
    handlerMillis,
    ...(initMillis !== undefined && { initMillis }),
    cold: own.some(({ name }) => name === "cold"),
  };
}

/**
 * Reads a `Server-Timing` header as far as it can be read: what is malformed is passed over.
 *
 * @see https://www.w3.org/TR/server-timing/
 */
export function readServerTiming(header: string | readonly string[] | undefined): ServerTimingEntry[] {
  const text = typeof header === "string" ? header : (header ?? []).join(",");
  return split(text, ",").flatMap((entry) => {
    const [name = "", ...parameters] = split(entry, ";").map((part) => part.trim());
    if (!/^[\w!#$%&'*+\-.^`|~]+$/.test(name)) return [];
    const duration = parameters.map(readDuration).find((value) => value !== undefined);
    return [{ name, ...(duration !== undefined && { duration }) }];
  });
}

function readDuration(parameter: string): number | undefined {
  const [, quoted, plain] = /^dur\s*=\s*(?:"([^"]*)"|(\S+))$/i.exec(parameter) ?? [];
  const text = quoted ?? plain ?? "";
  const millis = Number(text);
  return text.trim() === "" || !Number.isFinite(millis) || millis < 0 ? undefined : millis;
}

/** At separators outside of quotes. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = "";
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (isQuoted && character === "\\") {
      part += text.slice(index, index + 2);
      index += 1;
      continue;
    }
    if (character === '"') isQuoted = !isQuoted;
    if (character === separator && !isQuoted) {
      parts.push(part);
      part = "";
    } else {
      part += character;
    }
  }
  return [...parts, part];
}
