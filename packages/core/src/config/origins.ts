import type { Env } from "../adapter.ts";
import { readString, type Warn } from "./read.ts";

const VARIABLE = "ISOBAR_PROPAGATE_TO";
/** An origin, whose first label may be `*`: scheme, host, port. */
const ORIGIN = /^(https?):\/\/((?:\*\.)?(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]))(?::(\d{1,5}))?\/?$/i;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: "80", https: "443" };

/**
 * The origins of `propagateTo`, else of `ISOBAR_PROPAGATE_TO`, as expressions that match a whole origin. An entry that is
 * none is passed over, with a warning that says which one it is: its value may hold credentials.
 */
export function readOrigins(given: readonly unknown[] | undefined, env: Env, warn: Warn): RegExp[] {
  const entries = given ?? readString(env, VARIABLE)?.split(",") ?? [];
  return entries.flatMap((entry, index) => {
    if (given === undefined && String(entry).trim() === "") return [];
    const origin = readOrigin(entry);
    if (origin !== undefined) return origin;
    const name = given === undefined ? `${VARIABLE}: entry ${index + 1}` : `option "propagateTo": entry ${index}`;
    warn(`${name} is no origin such as "https://api.example.com"; it is ignored`);
    return [];
  });
}

function readOrigin(entry: unknown): RegExp | undefined {
  // With "g" or "y" an expression remembers where it matched last.
  if (entry instanceof RegExp) return new RegExp(entry.source, entry.flags.replaceAll(/[gy]/g, ""));
  if (typeof entry !== "string") return undefined;
  if (entry.trim() === "*") return /^/;
  const [, scheme = "", host = "", port] = ORIGIN.exec(entry.trim().toLowerCase()) ?? [];
  if (scheme === "") return undefined;
  const pattern = host.replaceAll(/[.[\]]/g, "\\$&").replace("*", "[^/:]+");
  return new RegExp(
    `^${scheme}://${pattern}${port === undefined || port === DEFAULT_PORTS[scheme] ? "" : `:${port}`}$`,
  );
}
