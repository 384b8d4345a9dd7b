import type { Env } from "@isobar/core";

const DEFAULT_PREFIX = "api";

/**
 * `http.route` of a function: its template behind the app's route prefix. The prefix stands in host.json, which a
 * worker does not see; it is what `AzureFunctionsJobHost__extensions__http__routePrefix` says, else what stands in the
 * path before the part that the template describes, else `api`. Where a template leaves open how much it describes
 * (`{*rest}`), the shortest prefix is taken, so that no part of the caller's own path becomes part of the route.
 *
 * @param template - the route as the function declares it, or its name
 * @param path - the path that was requested
 */
export function describeRoute(template: string, path: string | undefined, env: Env): string {
  const prefix =
    env.AzureFunctionsJobHost__extensions__http__routePrefix ?? findPrefix(template, path ?? "") ?? DEFAULT_PREFIX;
  return `/${[...splitPath(prefix), ...splitTemplate(template)].join("/")}`;
}

function findPrefix(template: string, path: string): string | undefined {
  const expected = splitTemplate(template);
  const segments = splitPath(path);
  if (segments[0]?.toLowerCase() === DEFAULT_PREFIX && matches(expected, segments.slice(1))) return DEFAULT_PREFIX;
  for (let length = 0; length <= segments.length; length += 1) {
    if (matches(expected, segments.slice(length))) return segments.slice(0, length).join("/");
  }
  return undefined;
}

/** Whether the path has the template's shape. Constraints are not looked at: the host has matched already. */
function matches(template: readonly string[], path: readonly string[]): boolean {
  for (const [index, expected] of template.entries()) {
    if (expected.startsWith("{*")) return true;
    const segment = path[index];
    if (segment === undefined) return template.slice(index).every(isOptional);
    if (!expected.includes("{") && expected.toLowerCase() !== segment.toLowerCase()) return false;
  }
  return path.length === template.length;
}

/** `{id?}`, `{id=7}`, `{*rest}`. */
function isOptional(segment: string): boolean {
  return /^\{(?:\*.*|.*\?|[^:]*=.*)\}$/.test(segment);
}

function splitPath(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

/** Cuts at the slashes outside of braces: a constraint may hold one. */
function splitTemplate(template: string): string[] {
  const segments: string[] = [];
  let depth = 0;
  let segment = "";
  for (const character of template) {
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (character === "/" && depth <= 0) {
      segments.push(segment);
      segment = "";
    } else {
      segment += character;
    }
  }
  return [...segments, segment].filter((part) => part !== "");
}
