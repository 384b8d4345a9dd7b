import type { Carrier } from "@isobar/core";
import { CONTEXT_NAMES } from "@isobar/core/describe";

/** 48 bytes: enough for the name of a first member. */
const START_CHARS = 64;
/** 2049 bytes: `inject` writes no more than the first 2000. */
const HEAD_CHARS = 2732;

const OPENING = /^[\t\n\r ]*\{[\t\n\r ]*"(?:traceparent|b3|x-b3-[a-z]+|x-amzn-trace-id)"/;
const MEMBER = /[\t\n\r ]*"([a-z0-9-]{1,20})":("(?:[^"\\]|\\["\\/])*")[\t\n\r ]*[,}]/y;
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/**
 * The trace context that `inject` puts first into a record's data: `{"traceparent":"00-…","tracestate":"…",…`. Only
 * the data's first bytes are decoded, and nothing of what follows the context is looked at.
 *
 * @param data - in base64
 * @returns undefined where the data does not begin with a context
 */
export function readDataCarrier(data: unknown): Carrier | undefined {
  if (typeof data !== "string" || !OPENING.test(decode(data, START_CHARS))) return undefined;
  const head = decode(data, HEAD_CHARS);
  const found: Record<string, string> = {};
  MEMBER.lastIndex = head.indexOf("{") + 1;
  for (let member = MEMBER.exec(head); member !== null; member = MEMBER.exec(head)) {
    const [, name = "", value = ""] = member;
    if (!CONTEXT_NAMES.has(name) || Object.hasOwn(found, name)) break;
    const text = parseText(value);
    if (text !== undefined) found[name] = text;
  }
  const isValid = found.traceparent === undefined ? Object.keys(found).length > 0 : TRACEPARENT.test(found.traceparent);
  return isValid ? found : undefined;
}

const decode = (data: string, chars: number): string => Buffer.from(data.slice(0, chars), "base64").toString();

/** A text of JSON; with a line break in it, it is none. */
function parseText(json: string): string | undefined {
  try {
    return JSON.parse(json) as string;
  } catch {
    return undefined;
  }
}
