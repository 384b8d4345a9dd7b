import type { Binding, FunctionMetadata } from "./messages.ts";
import { compileRoute, type Route, type RouteParams } from "./route.ts";

const ROUTE_PREFIX = "/api/";
const BATCH_TRIGGERS = new Set(["servicebustrigger", "eventhubtrigger", "kafkatrigger", "eventgridtrigger"]);

/** The trigger of a function and the name that the library gave it. */
export function findTrigger(metadata: FunctionMetadata): { readonly name: string; readonly binding: Binding } {
  const found = Object.entries(metadata.bindings).find(([, { type }]) => type.toLowerCase().endsWith("trigger"));
  if (found === undefined) throw new Error(`The function ${metadata.name} has no trigger`);
  return { name: found[0], binding: found[1] };
}

/** Whether the function is called by HTTP requests. */
export function isHttpFunction(metadata: FunctionMetadata): boolean {
  return findTrigger(metadata).binding.type.toLowerCase() === "httptrigger";
}

/** Whether an array as input is a batch of messages, and not one JSON value. */
export function takesBatches(metadata: FunctionMetadata): boolean {
  const { binding } = findTrigger(metadata);
  const { cardinality } = binding;
  if (typeof cardinality === "string") return cardinality.toLowerCase() === "many";
  return BATCH_TRIGGERS.has(binding.type.toLowerCase());
}

/** An HTTP function and how it is found. */
export interface HttpFunction {
  readonly metadata: FunctionMetadata;
  readonly methods: readonly string[];
  readonly route: Route;
}

/** The app's HTTP functions, the one that is tried first in front. */
export function listHttpFunctions(functions: readonly FunctionMetadata[]): HttpFunction[] {
  return functions
    .filter(isHttpFunction)
    .map((metadata) => {
      const { route, methods } = findTrigger(metadata).binding;
      const template = typeof route === "string" ? route.replace(/^\/+/, "") : metadata.name;
      return {
        metadata,
        methods: Array.isArray(methods) ? methods.map((method) => String(method).toUpperCase()) : ["GET", "POST"],
        route: compileRoute(ROUTE_PREFIX + template),
      };
    })
    .sort((left, right) => left.route.precedence.localeCompare(right.route.precedence));
}

/** Finds the function that a request is for; a method that it does not take is no match either. */
export function findHttpFunction(
  functions: readonly HttpFunction[],
  request: { readonly method: string; readonly path: string },
): { readonly metadata: FunctionMetadata; readonly params: RouteParams } | undefined {
  for (const { metadata, methods, route } of functions) {
    const params = methods.includes(request.method) ? route.match(request.path) : undefined;
    if (params !== undefined) return { metadata, params };
  }
  return undefined;
}
