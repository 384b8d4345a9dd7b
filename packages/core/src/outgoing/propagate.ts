import { type Context, defaultTextMapSetter } from "@opentelemetry/api";
import type { OutgoingDescription } from "../adapter.ts";
import type { InvocationScope } from "../scope.ts";
import { ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from "../semconv.ts";
import { type OutgoingRequest, readOrigin } from "./request.ts";

/** Writes a context into a request's headers, where it may go there and the user has not written one. */
export function propagate(
  scope: InvocationScope,
  request: OutgoingRequest,
  description: OutgoingDescription | undefined,
  sent: Context,
): void {
  const { setHeader } = request;
  if (setHeader === undefined) return;
  if (description?.handsOnContext !== true && !isAllowed(scope, request)) return;
  const headers: Record<string, string> = {};
  scope.telemetry.propagator.inject(sent, headers, defaultTextMapSetter);
  for (const [name, ours] of Object.entries(headers)) {
    const theirs = request.header(name.toLowerCase());
    if (theirs === undefined) continue;
    const merged = description?.mergeHeader?.(name.toLowerCase(), ours, theirs);
    // A context is one whole: ours does not go beside the user's own.
    if (merged === undefined) return;
    headers[name] = merged;
  }
  for (const [name, value] of Object.entries(headers)) setHeader(name, value);
}

/** Whether the options or the invocation let the context go to where a request goes. */
export function isAllowed(scope: InvocationScope, request: OutgoingRequest): boolean {
  const origin = readOrigin(request);
  if (origin === undefined) return false;
  return isOwnSite(scope, request) || scope.runtime.config.propagateTo.some((pattern) => pattern.test(origin));
}

/** The host that the current HTTP invocation was called at. */
function isOwnSite({ invocation }: InvocationScope, { host, port, scheme }: OutgoingRequest): boolean {
  if (invocation.trigger !== "http") return false;
  const { [ATTR_SERVER_ADDRESS]: ownHost, [ATTR_SERVER_PORT]: ownPort } = invocation.attributes;
  if (typeof ownHost !== "string" || ownHost.replace(/^\[(.*)\]$/, "$1").toLowerCase() !== host.toLowerCase())
    return false;
  return ownPort === undefined ? port === (scheme === "https" ? 443 : 80) : port === ownPort;
}
