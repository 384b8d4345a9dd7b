/**
 * What is expected of a sample, said without running the code under test: a place in the sample, a value that the
 * reference names with its section, or one of the rules below applied to those.
 */
export type Expected<Value = unknown> = (sample: unknown) => Value | undefined;

/** What is at a path of the sample. */
export function at(...path: readonly (string | number)[]): Expected {
  return (sample) => path.reduce<unknown>((value, name) => member(value, name), sample);
}

function member(value: unknown, name: string | number): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[name] : undefined;
}

/** A value that a section of the reference names. */
export function literal<Value>(value: Value, section: string): Expected<Value> {
  if (!/^(triggers|semconv) \d/.test(section)) throw new Error(`"${section}" is no section of the reference`);
  return () => value;
}

/** A text at a path; nothing where there is none, or an empty one. */
export function text(...path: readonly (string | number)[]): Expected<string> {
  return (sample) => asText(at(...path)(sample));
}

const asText = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** How many items a list at a path has. */
export function lengthOf(...path: readonly (string | number)[]): Expected<number> {
  return (sample) => {
    const list = at(...path)(sample);
    return Array.isArray(list) ? list.length : undefined;
  };
}

/** The first of several that is there. */
export function first<Value>(...expected: readonly Expected<Value>[]): Expected<Value> {
  return (sample) => {
    for (const candidate of expected) {
      const value = candidate(sample);
      if (value !== undefined && value !== null) return value;
    }
    return undefined;
  };
}

/** Another value made of one that is there. */
export function from<Value, Made>(expected: Expected<Value>, make: (value: Value) => Made | undefined): Expected<Made> {
  return (sample) => {
    const value = expected(sample);
    return value === undefined ? undefined : make(value);
  };
}

/** Only where a condition on the sample holds. */
export function when<Value>(condition: (sample: unknown) => boolean, expected: Expected<Value>): Expected<Value> {
  return (sample) => (condition(sample) ? expected(sample) : undefined);
}

/** Two texts with a space between; nothing where one is missing. */
export function words(one: Expected<string>, other: Expected<string>): Expected<string> {
  return (sample) => {
    const [left, right] = [one(sample), other(sample)];
    return left === undefined || right === undefined ? undefined : `${left} ${right}`;
  };
}

/** A part of an ARN, counted from 0. */
export function arn(expected: Expected<string>, index: number): Expected<string> {
  return from(expected, (value) => asText(value.split(":")[index]));
}

/** What stands behind a text and before another. */
export function between(expected: Expected<string>, start: string, end?: string): Expected<string> {
  return from(expected, (value) => {
    const rest = value.split(start)[1];
    return asText(end === undefined ? rest : rest?.split(end)[0]);
  });
}

/** Whole seconds since the epoch, of milliseconds as a number or digits. */
export function secondsOfMillis(expected: Expected): Expected<number> {
  return from(expected, (value) => Math.floor(Number(value) / 1000));
}

/** Whole seconds since the epoch, of an ISO 8601 time. */
export function secondsOfIso(expected: Expected<string>): Expected<number> {
  return from(expected, (value) => Math.floor(Date.parse(value) / 1000));
}

/** ISO 8601 in UTC, of seconds since the epoch. */
export function isoOfSeconds(expected: Expected): Expected<string> {
  return from(expected, (value) => new Date(Number(value) * 1000).toISOString());
}

/** What is expected of the invocation that a sample describes. */
export interface Row {
  /** The beginning of the files' names; the longest that fits decides. */
  readonly files: string;
  readonly trigger: Expected<string>;
  readonly kind: Expected<number>;
  readonly name: Expected<string>;
  /** All attributes but those of the function's identity: one that is not expected is a mistake, too. */
  readonly attributes: Readonly<Record<string, Expected>>;
  /** The parent's headers, by name in lower case. */
  readonly carrier?: Readonly<Record<string, Expected>>;
  /** Each message's id and trace context. */
  readonly messages?: Expected<readonly MessageRow[]>;
}

/** A message: names in lower case. */
export interface MessageRow {
  readonly id?: unknown;
  readonly carrier: Readonly<Record<string, unknown>>;
}

/** The row for a file. Every file has to have one. */
export function rowFor(rows: readonly Row[], file: string): Row {
  const fitting = rows.filter((row) => file.startsWith(row.files));
  const [best] = fitting.sort((one, other) => other.files.length - one.files.length);
  if (best === undefined) throw new Error(`nothing is expected of ${file}`);
  return best;
}

/** Expected values of a sample, without those that it does not have. */
export function resolve(expected: Readonly<Record<string, Expected>>, sample: unknown): Record<string, unknown> {
  const values = Object.entries(expected).map(([name, value]) => [name, value(sample)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined && value !== null));
}
