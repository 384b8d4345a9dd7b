import type { Span } from "@opentelemetry/api";
import type { Invocation, Trigger } from "./adapter.ts";
import { type Message, readMessages } from "./message.ts";
import { ATTR_HTTP_REQUEST_METHOD, ATTR_HTTP_ROUTE, ATTR_ISOBAR_ATTEMPT } from "./semconv.ts";
import { processState } from "./state.ts";

/** The invocation that runs now, as the handler's code may see it: in one shape on all platforms. */
export interface CurrentInvocation {
  /** `faas.invocation.id`. */
  readonly id: string;
  readonly trigger: Trigger;
  /** Which attempt this is: 1 is the first. Of a batch of several messages, only where the platform counts its own. */
  readonly attempt: number | undefined;
  readonly coldStart: boolean;
  /** The invocation's own span. */
  readonly span: Span;
  /** The messages that the function was handed, read when first asked for; none where it was called by anything else. */
  readonly messages: readonly Message[];
  /** When the platform ends the invocation, in epoch milliseconds; undefined where it does not tell. */
  readonly deadlineEpochMillis: number | undefined;
  /** Milliseconds until the platform ends the invocation; undefined where it does not tell. */
  readonly remainingTimeInMillis: () => number | undefined;
}

/** The invocation in whose context this code runs; undefined outside of one. */
export function currentInvocation(): CurrentInvocation | undefined {
  return processState().invocations.getStore()?.current;
}

/**
 * What the handler's code may see of an invocation. A class: V8 makes a hidden class for every object with a getter of
 * its own, among the old ones, and by it the invocation stays until a full collection.
 */
export class Current implements CurrentInvocation {
  readonly id: string;
  readonly trigger: Trigger;
  readonly coldStart: boolean;
  readonly span: Span;
  readonly deadlineEpochMillis: number | undefined;
  readonly remainingTimeInMillis: () => number | undefined;
  readonly #invocation: Invocation;
  #messages: readonly Message[] | undefined;

  constructor(
    invocation: Invocation,
    { span, coldStart, deadline }: { span: Span; coldStart: boolean; deadline: number | undefined },
  ) {
    this.id = invocation.id;
    this.trigger = invocation.trigger;
    this.coldStart = coldStart;
    this.span = span;
    this.deadlineEpochMillis = deadline;
    this.remainingTimeInMillis = () => (deadline === undefined ? undefined : Math.max(0, deadline - Date.now()));
    this.#invocation = invocation;
  }

  get messages(): readonly Message[] {
    this.#messages ??= readMessages(this.#invocation.batch);
    return this.#messages;
  }

  get attempt(): number | undefined {
    const attempt = this.#invocation.attributes[ATTR_ISOBAR_ATTEMPT];
    if (typeof attempt === "number") return attempt;
    return this.#invocation.batch?.count === 1 ? this.messages[0]?.attempt : undefined;
  }
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
 * When the platform ends an invocation, in epoch milliseconds: the earliest of what it says and what the option or
 * its lifecycle says.
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
