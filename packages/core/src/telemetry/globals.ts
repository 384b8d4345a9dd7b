/** The parts of `@opentelemetry/api` that are registered for the whole process. */
export type ApiGlobal = "context" | "diag" | "logs" | "metrics" | "propagation" | "trace";

/**
 * True where something is registered for a part of the API already. The API has no question for it: it answers a
 * second registration with an error in the log, which an application that did everything right should not see.
 */
export function isRegistered(name: ApiGlobal): boolean {
  const registered = (globalThis as Record<symbol, Partial<Record<ApiGlobal, unknown>> | undefined>)[
    Symbol.for("opentelemetry.js.api.1")
  ];
  return registered?.[name] !== undefined;
}
