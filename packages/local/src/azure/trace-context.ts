import { randomBytes } from "node:crypto";
import type { RpcTraceContext } from "./messages.ts";

const TRACE_PARENT = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})(?:-|$)/;

/** Trace context as the caller of `invoke` may give it. */
export interface GivenTraceContext {
  readonly traceParent?: string;
  readonly traceState?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * The context of the host's own span around an invocation: in the caller's trace where there is one, and sampled where
 * the host samples, as the caller has it.
 */
export function hostTraceContext(
  caller: { readonly traceparent?: string; readonly tracestate?: string },
  samplesSpans: boolean,
) {
  const [, traceId, flags = "01"] = TRACE_PARENT.exec(caller.traceparent ?? "") ?? [];
  const spanId = randomBytes(8).toString("hex");
  return {
    traceParent: `00-${traceId ?? randomBytes(16).toString("hex")}-${spanId}-${samplesSpans ? flags : "00"}`,
    traceState: traceId === undefined ? "" : (caller.tracestate ?? ""),
    attributes: {},
  } satisfies RpcTraceContext;
}

/** The given context, what is missing of it filled in. */
export function completeTraceContext(given: GivenTraceContext | undefined, samplesSpans: boolean): RpcTraceContext {
  return { ...hostTraceContext({}, samplesSpans), ...given };
}
