import type { How } from "./plant.ts";
import type { Leak } from "./probe.ts";

/**
 * What may leave, and from where: by row of the table "What leaves by default" in docs/privacy.md, and by attribute the
 * places of an event that it is read from. `*` is any item of a list, `?` any one name; `#name` is the name itself.
 * Written by what the documents say, not by what was seen to leave: a place is here because its row names it.
 */
export type Allowed = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Rows that are no attributes: the words that the first column has. */
export const TRACE_IDS = "trace ids";
export const LOG_LINES = "log lines";
/** docs/triggers.md has the names of spans. */
export const SPAN_NAMES = "names of spans";

/** What docs/privacy.md takes out of an attribute that may leave otherwise. */
const NEVER: Readonly<Record<string, readonly How[]>> = {
  // "no query string, and no segment that looks like a secret"
  "url.path": ["query", "segment"],
  // "Query strings, fragments, matrix parameters of paths": a source is a URI.
  "cloudevents.event_source": ["query"],
};

/** Whether the documents say that this place leaves by this name. */
export function createJudge(allowed: Allowed): (leak: Leak) => boolean {
  const patterns = new Map<string, RegExp[]>();
  for (const places of Object.values(allowed)) {
    for (const [attribute, paths] of Object.entries(places)) {
      patterns.set(attribute, [...(patterns.get(attribute) ?? []), ...paths.map(toPattern)]);
    }
  }
  return ({ where, path, how }) => {
    if (NEVER[where]?.includes(how) === true) return false;
    const place = how === "name" ? `${path}#name` : path;
    return patterns.get(where)?.some((pattern) => pattern.test(place)) === true;
  };
}

function toPattern(path: string): RegExp {
  const escaped = path.replaceAll(/[.$()+[\]{}^|\\]/g, String.raw`\$&`).replaceAll("*", String.raw`\*`);
  // Names of headers come in any case.
  return new RegExp(`^${escaped.replaceAll("?", "[^.]+")}$`, "i");
}
