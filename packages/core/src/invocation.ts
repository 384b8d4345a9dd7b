import type { Span } from "@opentelemetry/api";
import type { Invocation, Trigger } from "./adapter.ts";
import { ATTR_HTTP_REQUEST_METHOD, ATTR_HTTP_ROUTE } from "./semconv.ts";
import { processState } from "./state.ts";

/** The invocation that runs now, as the handler's code may see it. */
export interface CurrentInvocation {
  /** `faas.invocation.id`. */
  readonly id: string;
  readonly trigger: Trigger;
  readonly coldStart: boolean;
  /** The invocation's own span. */
  readonly span: Span;
  /** Milliseconds until the platform ends the invocation; undefined where it does not tell. */
  readonly remainingTimeInMillis: () => number | undefined;
}

/** The invocation in whose context this code runs; undefined outside of one. */
export function currentInvocation(): CurrentInvocation | undefined {
  return processState().invocations.getStore();
}

/**
 * Names the route that an application's own router matched (`/orders/{id}`), for a function that takes all paths.
 * Sets `http.route` and the span's name. Does nothing outside of an HTTP invocation.
 *
 * @param route - the route's template, never the raw path
 */
export function setRoute(route: string): void {
  const current = currentInvocation();
  if (current?.trigger !== "http") return;
  current.span.setAttribute(ATTR_HTTP_ROUTE, route);
  const method = (current.span as { attributes?: Record<string, unknown> }).attributes?.[ATTR_HTTP_REQUEST_METHOD];
  current.span.updateName(`${method === undefined || method === "_OTHER" ? "HTTP" : String(method)} ${route}`);
}

/**
 * When the platform ends an invocation, in epoch milliseconds: the earliest of what it says and what the option says.
 */
export function readDeadline(
  invocation: Invocation,
  timeoutMillis: number | undefined,
  nowEpochMillis: number,
): number | undefined {
  const known = [
    invocation.deadlineEpochMillis,
    invocation.timeoutMillis === undefined ? undefined : nowEpochMillis + invocation.timeoutMillis,
    timeoutMillis === undefined ? undefined : nowEpochMillis + timeoutMillis,
  ].filter((deadline) => deadline !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
