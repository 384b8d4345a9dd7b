import { choose, type Limits, sizeOf } from "./choose.ts";
import type { Fields } from "./message-shapes.ts";
import type { SentContext } from "./sent-context.ts";

/** Writes a context into a message. Returns the message itself where nothing was written, and never changes it. */
export type Writer = (message: Fields, sent: SentContext) => object;

/** A copy of a message with one field set; of the same class. */
export function withField(message: Fields, name: string, value: unknown): Fields {
  const copy = { ...message, [name]: value };
  const prototype: unknown = Object.getPrototypeOf(message);
  return prototype === Object.prototype ? copy : Object.setPrototypeOf(copy, prototype as object | null);
}

/** A map of names and values, or an empty one where there is none yet; undefined where it is something else. */
export function readMap(value: unknown): Fields | undefined {
  if (value === undefined || value === null) return {};
  return typeof value === "object" && !(Symbol.iterator in value) ? (value as Fields) : undefined;
}

/** How a map of a message is written to. */
export interface MapRules extends Limits {
  /** A value in the system's own form. @default the text itself */
  readonly toValue?: (value: string) => unknown;
  /** The fields that count towards the message's size beside the map. */
  readonly sized?: readonly string[];
}

/** Writes into a field that holds names and values. */
export function intoMap(field: string, rules: MapRules = {}): Writer {
  const { toValue = (value) => value, sized = [] } = rules;
  return (message, sent) => {
    const own = readMap(message[field]);
    if (own === undefined) {
      sent.leaveOut("the context", `"${field}" holds no names and values`);
      return message;
    }
    const isSized = rules.mapBytes !== undefined || rules.messageBytes !== undefined;
    const mapBytes = isSized ? sizeOf(own) : 0;
    const messageBytes = sized.reduce((sum, name) => sum + sizeOf(message[name], 0), mapBytes);
    const added = choose(sent, { names: Object.keys(own), mapBytes, messageBytes }, rules);
    if (added.length === 0) return message;
    const written = Object.fromEntries(added.map(([name, value]) => [name, toValue(value)]));
    return withField(message, field, { ...own, ...written });
  };
}
