import type { Attributes, HrTime } from "@opentelemetry/api";
import { now } from "./model.ts";

/** Attribute sets of one instrument, the one that stands for all further ones included; the specification's default. */
const MAX_SERIES = 2000;
/** Of sets whose first value is the same, so many are found without the text that identifies a set. */
const MAX_ALIKE = 16;

/** One attribute set of an instrument, and what is known of it. */
export interface Series<State> {
  /** The set as text, whatever the order of its attributes. */
  readonly key: string;
  readonly attributes: Attributes;
  /** When it was first recorded, or that since it was last cleared. */
  start: HrTime;
  /** Undefined where nothing has been recorded since it was cleared. */
  state: State | undefined;
}

/** A series of which something has been recorded. */
export type Open<State> = Series<State> & { state: State };

/** A set as it was given, in that order. */
interface Given<State> {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly series: Series<State>;
}

/** The series of an instrument. */
export interface SeriesTable<State> {
  /** The series of an attribute set, or where there are too many, the one that stands for all further ones. */
  find(attributes: Attributes | null | undefined): Open<State>;
  /** Shows those of which something was recorded. */
  each(look: (series: Open<State>) => void): void;
  /** Whether there are none. */
  isEmpty(): boolean;
  isOverflow(series: Series<State>): boolean;
  /** Forgets what was recorded. */
  clear(): void;
}

export function createSeriesTable<State>(create: () => State): SeriesTable<State> {
  let table = new Map<string, Open<State>>();
  const overflow = describe<State>({ "otel.metric.overflow": true });
  /**
   * By their first value. They are not forgotten with what was recorded: most instruments are used with the same few sets
   * again and again.
   */
  const recent = new Map<unknown, Given<State>[]>();
  let added = 0;
  /** What is looked for now: new lists for each value that is recorded would be garbage. */
  const names: string[] = [];
  const values: unknown[] = [];

  const remember = (first: unknown, set: Given<State>): void => {
    if (added === MAX_SERIES) {
      recent.clear();
      added = 0;
    }
    const alike = recent.get(first) ?? [];
    recent.set(first, alike);
    alike[alike.length < MAX_ALIKE ? alike.length : added % MAX_ALIKE] = set;
    added += 1;
  };
  const open = (wanted: Series<State>): Open<State> => {
    const hasRoom = table.size < MAX_SERIES - 1;
    const known = table.get(wanted.key) ?? (hasRoom ? undefined : table.get(overflow.key));
    if (known !== undefined) return known;
    const series = Object.assign(hasRoom ? wanted : overflow, { state: create(), start: now() });
    table.set(series.key, series);
    return series;
  };
  return {
    find(given) {
      const attributes = given ?? NONE;
      const count = readPlain(attributes, names, values);
      const first = count > 0 ? values[0] : undefined;
      const alike = count < 0 ? undefined : recent.get(first);
      if (alike !== undefined) {
        for (const each of alike) {
          if (!isSame(each, names, values, count)) continue;
          return each.series.state === undefined ? open(each.series) : (each.series as Open<State>);
        }
      }
      const key = readKey(attributes);
      const series = table.get(key) ?? open(describe(attributes, key));
      if (count >= 0 && series.key === key) {
        remember(first, { names: names.slice(0, count), values: values.slice(0, count), series });
      }
      return series;
    },
    each: (look) => table.forEach(look),
    isEmpty: () => table.size === 0,
    isOverflow: (series) => series.key === overflow.key,
    clear() {
      table.forEach(forget);
      // A map that is cleared leaves a table that points to the next one, and old ones keep all of them.
      if (table.size > 0) table = new Map();
    },
  };
}

const NONE: Attributes = {};

function forget(series: Series<unknown>): void {
  series.state = undefined;
}

function describe<State>(attributes: Attributes, key = readKey(attributes)): Series<State> {
  return { key, attributes: { ...attributes }, start: [0, 0], state: undefined };
}

/**
 * Reads the names and values of a set into lists, and returns their number; -1 where these do not say all: of values that
 * are lists, which may be changed, and of objects that inherit.
 */
function readPlain(attributes: Attributes, names: string[], values: unknown[]): number {
  if (Object.getPrototypeOf(attributes) !== Object.prototype) return -1;
  let count = 0;
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value === "object" && value !== null) return -1;
    names[count] = name;
    values[count] = value;
    count += 1;
  }
  return count;
}

function isSame<State>(
  own: Given<State>,
  names: readonly string[],
  values: readonly unknown[],
  count: number,
): boolean {
  if (own.names.length !== count) return false;
  for (let index = 0; index < count; index += 1) {
    if (own.values[index] !== values[index] || own.names[index] !== names[index]) return false;
  }
  return true;
}

function readKey(attributes: Attributes): string {
  const names = Object.keys(attributes);
  if (names.length === 0) return "";
  const pairs = names.sort().map((name) => [name, attributes[name]]);
  try {
    return JSON.stringify(pairs);
  } catch {
    // Something that is no attribute value, and has no JSON: an object with itself inside.
    return JSON.stringify(pairs.map(String));
  }
}
