import type { Adapter, Carrier, Env, Invocation, StartKind } from "@isobar/core";
import { KIND_SERVER, readObject, readString } from "@isobar/core/describe";
import { ATTR_ISOBAR_ATTEMPT } from "@isobar/core/semconv";
import { readFunctionTimeout } from "./function-timeout.ts";
import { describeIdentity, readFaasName } from "./identity.ts";
import { describeLifecycle } from "./lifecycle.ts";
import { logFormat } from "./log-format.ts";
import { describeOutcome } from "./outcome.ts";
import { describeOutgoing } from "./outgoing/index.ts";
import { describeResource, PLATFORM } from "./resource.ts";
import { stampResult } from "./stamp.ts";
import { describeTrigger, isUntouched } from "./triggers/index.ts";
import type { AzureArguments, InvocationContext, TriggerOptions } from "./types.ts";

/** Loaded this long before its first invocation, a worker was started ahead of demand (always-ready instances). */
const AHEAD_OF_DEMAND_MILLIS = 60_000;

/** Azure Functions, as the core sees it. */
export const adapter: Adapter<AzureArguments, unknown> = {
  platform: PLATFORM,
  resource: describeResource,
  describe: describeCall,
  outcome: describeOutcome,
  stamp: stampResult,
  startKind: readStartKind,
  lifecycle: describeLifecycle,
  logLine: logFormat,
  describeCall: describeOutgoing,
};

/** Outside of the host, in a unit test, there may be no context. */
const UNKNOWN_ID = "unknown";

function describeCall({ args, env }: { args: AzureArguments; env: Env }): Invocation | undefined {
  try {
    const context = (readObject(args[1]) ?? {}) as InvocationContext;
    const options = (readObject(context.options?.trigger) ?? {}) as TriggerOptions;
    const type = readString(options.type)?.toLowerCase() ?? "";
    if (isUntouched(type)) return undefined;
    const functionName = readString(context.functionName);
    const faasName = readFaasName(env, functionName);
    const trigger = describeTrigger(type, { input: args[0], context, options, functionName, faasName, env });
    const timeoutMillis = readFunctionTimeout(env);
    const ambient = readAmbient(context);
    return {
      ...trigger,
      id: readString(context.invocationId) ?? UNKNOWN_ID,
      attributes: { ...describeIdentity(env, functionName), ...describeRetry(context), ...trigger.attributes },
      ...(ambient !== undefined && { ambient }),
      ...(timeoutMillis !== undefined && { timeoutMillis }),
    };
  } catch {
    // An input or context with getters that throw is still an invocation.
    return { id: UNKNOWN_ID, name: readFaasName(env, undefined), trigger: "other", kind: KIND_SERVER, attributes: {} };
  }
}

/** The attempts of a retry policy. What a queue delivers again, the queue itself counts. */
function describeRetry(context: InvocationContext): Record<string, number> {
  const retries = context.retryContext?.retryCount;
  return Number.isSafeInteger(retries) ? { [ATTR_ISOBAR_ATTEMPT]: Number(retries) + 1 } : {};
}

/** The host's own span. It is seldom exported to where ours go. */
function readAmbient(context: InvocationContext): Carrier | undefined {
  const traceparent = readString(context.traceContext?.traceParent);
  const tracestate = readString(context.traceContext?.traceState);
  if (traceparent === undefined) return undefined;
  return { traceparent, ...(tracestate !== undefined && { tracestate }) };
}

function readStartKind(_env: Env, millisSinceLoad: number): StartKind {
  return millisSinceLoad < AHEAD_OF_DEMAND_MILLIS ? "cold" : "preinitialized";
}
