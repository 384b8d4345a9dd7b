type Censor = string | ((value: unknown, path: string[]) => unknown) | undefined;

/** What a child logger's option `redact` comes to. */
export interface RedactPathsOptions {
  /** `a.b`, `a[0]`, `a["b.c"]`, `a.*.b`. */
  readonly paths: readonly string[];
  /** What is written in place of a value, or what makes it. */
  readonly censor: Censor;
  readonly serialize: (value: unknown) => unknown;
  /** Whether members are left out altogether. */
  readonly remove?: boolean | undefined;
}

/** A name, or in brackets a number, a star or a quoted name. */
const PART = /[^.[\]]+|\[(?:"([^"]*)"|'([^']*)'|([^\]"'[]*))\]/g;

/**
 * What pino needs of `@pinojs/redact`, for a child logger with an option `redact`. Built in in its place, because it is a
 * quarter of the text.
 *
 * @returns serialises a copy in which the values at the paths are replaced; what was given is not touched
 * @throws Error where a path is none
 */
export default function redactPaths({ paths, censor, serialize, remove = false }: RedactPathsOptions) {
  const parsed = paths.map(parsePath);
  const rewrite = (value: unknown, [part, ...rest]: readonly string[], above: readonly string[]): unknown => {
    if (part === undefined || typeof value !== "object" || value === null) return value;
    const keys = part === "*" ? Object.keys(value) : Object.hasOwn(value, part) ? [part] : [];
    if (keys.length === 0) return value;
    const copy: Record<string, unknown> = Array.isArray(value)
      ? ([...value] as never)
      : Object.assign(Object.create(Object.getPrototypeOf(value)), value);
    for (const key of keys) {
      const path = [...above, key];
      if (rest.length > 0) copy[key] = rewrite(copy[key], rest, path);
      // The items behind one that is left out of a list stay where they are.
      else if (remove && !Array.isArray(value)) delete copy[key];
      else if (remove) copy[key] = undefined;
      else copy[key] = typeof censor === "function" ? censor(copy[key], path) : censor;
    }
    return copy;
  };
  return (given: unknown): unknown => serialize(parsed.reduce((value, path) => rewrite(value, path, []), given));
}

function parsePath(path: string): string[] {
  if (typeof path !== "string") throw new Error("Paths must be (non-empty) strings");
  const parts = [...path.matchAll(PART)].map(([whole, double, single, bare]) => double ?? single ?? bare ?? whole);
  const isWhole = !/[^.]/.test(path.replaceAll(PART, ""));
  if (parts.length === 0 || !isWhole || /\.\.|,/.test(path)) {
    throw new Error(`Invalid redaction path (${path})`);
  }
  return parts;
}
