import { randomBytes } from "node:crypto";
import type { RpcTraceContext } from "./messages.ts";

const TRACE_PARENT = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/;

/** Trace context as the caller of `invoke` may give it. */
export interface GivenTraceContext {
  readonly traceParent?: string;
  readonly traceState?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * The context of the host's own span around an invocation: in the caller's trace where there is one, and never
 * sampled, since the host records nothing here.
 */
export function hostTraceContext(caller: { readonly traceparent?: string; readonly tracestate?: string }) {
  const traceId = TRACE_PARENT.exec(caller.traceparent ?? "")?.[1];
  return {
    traceParent: `00-${traceId ?? randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-00`,
    traceState: traceId === undefined ? "" : (caller.tracestate ?? ""),
    attributes: {},
  } satisfies RpcTraceContext;
}

/** The given context, what is missing of it filled in. */
export function completeTraceContext(given: GivenTraceContext | undefined): RpcTraceContext {
  return { ...hostTraceContext({}), ...given };
}
