import { namesSpan } from "../describe/context-names.ts";
import type { Entry, SentContext } from "./sent-context.ts";

/** What a system allows; without a limit there is none. */
export interface Limits {
  /** How many names a message may have in all. */
  readonly names?: number;
  /** What a name may look like. */
  readonly name?: RegExp;
  /** How long a value may be. */
  readonly valueBytes?: number;
  /** Sizes of all names and values at which a message may be refused. */
  readonly mapBytes?: readonly number[];
  /** Sizes at which a whole message may be refused, of all tiers and ages of the service. */
  readonly messageBytes?: readonly number[];
  /** What an entry adds to the size. @default the bytes of its name and value */
  readonly cost?: (entry: Entry) => number;
}

/** What a message has already. */
export interface Own {
  readonly names: readonly string[];
  /** The size of its names and values, where that is limited. */
  readonly mapBytes?: number;
  /** The size of the message, as far as it is known, where that is limited. */
  readonly messageBytes?: number;
}

/**
 * What of the context is to be written. A message that says already which span sent it gets nothing, and no name is
 * written that is there, in any case. What is too much is left out, the least important first: a message is never
 * taken across a size at which it may be refused, and never gets a context without a span.
 */
export function choose(sent: SentContext, own: Own, limits: Limits): Entry[] {
  const taken = new Set(own.names.map((name) => name.toLowerCase()));
  const isTaken = ([name]: Entry): boolean => taken.has(name.toLowerCase());
  if (sent.parts.some((part) => part.some((entry) => namesSpan(entry[0]) && isTaken(entry)))) return [];

  const chosen: Entry[] = [];
  let { mapBytes = 0, messageBytes = 0 } = own;
  let isFull = false;
  for (const part of sent.parts) {
    if (part.some(isTaken)) continue;
    const added = part.reduce((sum, entry) => sum + (limits.cost ?? costOf)(entry), 0);
    const isTooMany = own.names.length + chosen.length + part.length > (limits.names ?? Number.POSITIVE_INFINITY);
    const isTooLong = crosses(limits.mapBytes, mapBytes, added) || crosses(limits.messageBytes, messageBytes, added);
    isFull ||= isTooMany || isTooLong;
    const reason = isFull ? "there is no room for more in the message" : findFault(part, limits);
    if (reason !== undefined) {
      sent.leaveOut(part.map(([name]) => name).join(", "), reason);
      continue;
    }
    chosen.push(...part);
    mapBytes += added;
    messageBytes += added;
  }
  return chosen.some(([name]) => namesSpan(name)) ? chosen : [];
}

function findFault(part: readonly Entry[], limits: Limits): string | undefined {
  if (limits.name !== undefined && part.some(([name]) => limits.name?.test(name) === false)) {
    return "its name is not allowed there";
  }
  const { valueBytes } = limits;
  const isTooLong = part.some(([, value]) => valueBytes !== undefined && Buffer.byteLength(value) > valueBytes);
  return isTooLong ? `a value there has ${valueBytes} bytes at most` : undefined;
}

const costOf = ([name, value]: Entry): number => Buffer.byteLength(name) + Buffer.byteLength(value);

function crosses(sizes: readonly number[] | undefined, before: number, added: number): boolean {
  return sizes?.some((size) => before <= size && before + added > size) === true;
}

/**
 * The bytes of texts and bytes, alone, in a list or in an object; everything else counts as a number. What a client
 * encodes by itself is not known.
 */
export function sizeOf(value: unknown, depth = 2): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (value === undefined || value === null) return 0;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== "object" || depth === 0) return 8;
  const isList = Array.isArray(value);
  return Object.entries(value).reduce(
    (sum, [name, item]) => sum + (isList ? 0 : Buffer.byteLength(name)) + sizeOf(item, depth - 1),
    0,
  );
}
