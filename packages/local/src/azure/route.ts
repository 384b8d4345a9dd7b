import { createConstraint } from "./route-constraint.ts";

/** A route template that was matched against a path. */
export type RouteParams = Readonly<Record<string, string>>;

/** A compiled route template. */
export interface Route {
  /** Sorts before another route where both match: literals before parameters before the rest. */
  readonly precedence: string;
  match(path: string): RouteParams | undefined;
}

interface Parameter {
  readonly name: string;
  readonly rest: boolean;
  readonly optional: boolean;
  readonly fallback: string | undefined;
  readonly allows: readonly ((value: string) => boolean)[];
}

function parseParameter(text: string): Parameter {
  const [, stars = "", name = "", constraintText = "", fallback, mark] =
    /^(\**)([^:=?]+)((?::[^=?(]+(?:\(.*\))?)*)(?:=(.*?))?(\?)?$/s.exec(text) ?? [];
  const constraints = constraintText.match(/:[^:(]+(?:\(.*?\)(?=:|$))?/gs) ?? [];
  return {
    name,
    rest: stars !== "",
    optional: mark === "?",
    fallback,
    allows: constraints.map((constraint) => {
      const [, kind = "", argument = ""] = /^:([^(]+)(?:\((.*)\))?$/s.exec(constraint) ?? [];
      return createConstraint(kind, argument);
    }),
  };
}

/** Cuts a template at the slashes outside of braces. */
function splitSegments(template: string): string[] {
  return template.match(/(?:\{(?:[^{}]|\{\{|\}\})*\}|[^/])+/g) ?? [];
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function rank(segment: string, parameters: readonly Parameter[]): number {
  const [first] = parameters;
  if (first === undefined) return 1;
  const constrained = first.allows.length > 0;
  if (first.rest) return constrained ? 4 : 5;
  return constrained || !/^\{[^{}]*\}$/.test(segment) ? 2 : 3;
}

/**
 * Compiles a route template of ASP.NET, as `route` of an HTTP trigger takes it: `orders/{id:int}/{*rest}`.
 *
 * @throws Error for an unknown constraint.
 */
export function compileRoute(template: string): Route {
  const parameters: Parameter[] = [];
  let pattern = "";
  let precedence = "";
  for (const segment of splitSegments(template)) {
    const before = parameters.length;
    let source = "";
    let skippable = false;
    for (const part of segment.match(/\{(?:[^{}]|\{\{|\}\})*\}|[^{}]+/g) ?? []) {
      if (!part.startsWith("{")) {
        source += escapeText(part);
        continue;
      }
      const parameter = parseParameter(part.slice(1, -1));
      parameters.push(parameter);
      skippable = part === segment && (parameter.rest || parameter.optional || parameter.fallback !== undefined);
      source += parameter.rest ? "(.*)" : "([^/]+?)";
    }
    pattern += skippable ? `(?:/${source})?` : `/${source}`;
    precedence += rank(segment, parameters.slice(before));
  }
  const expression = new RegExp(`^${pattern}/?$`, "is");

  return {
    precedence,
    match(path) {
      const found = expression.exec(path);
      if (found === null) return undefined;
      const params: Record<string, string> = {};
      for (const [index, parameter] of parameters.entries()) {
        const raw = found[index + 1];
        const value = raw === undefined || raw === "" ? parameter.fallback : decode(raw);
        if (value === undefined) continue;
        if (!parameter.allows.every((allows) => allows(value))) return undefined;
        params[parameter.name] = value;
      }
      return params;
    },
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
