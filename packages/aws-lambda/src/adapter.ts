import type { Adapter, Env, Invocation, StartKind } from "@isobar/core";
import { KIND_SERVER, readObject, readString } from "@isobar/core/describe";
import { ATTR_AWS_LAMBDA_INVOKED_ARN, ATTR_CLOUD_ACCOUNT_ID, ATTR_CLOUD_RESOURCE_ID } from "@isobar/core/semconv";
import { readLambdaContext } from "./invoke-store.ts";
import { describeLifecycle } from "./lifecycle.ts";
import { logFormat } from "./log-format.ts";
import { describeOutcome } from "./outcome/index.ts";
import { describeOutgoing } from "./outgoing/index.ts";
import { describeResource, PLATFORM } from "./resource.ts";
import { stampResult } from "./stamp.ts";
import { withClientContext } from "./triggers/client-context.ts";
import { describeTrigger } from "./triggers/index.ts";
import type { LambdaArguments, LambdaContext } from "./types.ts";
import { xrayPropagators } from "./xray.ts";

/** Initialised this long before the first invocation, an instance was started ahead of demand. */
const PROACTIVE_INIT_MILLIS = 10_000;

/** AWS Lambda, as the core sees it. */
export const adapter: Adapter<LambdaArguments, unknown> = {
  platform: PLATFORM,
  resource: describeResource,
  describe: describeCall,
  outcome: describeOutcome,
  stamp: stampResult,
  startKind: readStartKind,
  lifecycle: describeLifecycle,
  logLine: logFormat,
  propagators: xrayPropagators,
  describeCall: describeOutgoing,
};

function describeCall({ args, env }: { args: LambdaArguments; env: Env }): Invocation {
  const name = env.AWS_LAMBDA_FUNCTION_NAME ?? "function";
  try {
    const context = (readObject(args[1]) ?? {}) as LambdaContext;
    const timeoutMillis = readRemainingTime(context);
    const ambient = readLambdaContext(env);
    const described = describeTrigger(args[0], readString(context.functionName) ?? name);
    const trigger = withClientContext(described, context.clientContext);
    return {
      ...trigger,
      id: readString(context.awsRequestId) ?? UNKNOWN_ID,
      attributes: { ...readIdentity(context), ...trigger.attributes },
      ...(timeoutMillis !== undefined && { timeoutMillis }),
      ...(ambient !== undefined && { ambient }),
    };
  } catch {
    // An event or context with getters that throw is still an invocation.
    return { id: UNKNOWN_ID, name, trigger: "other", kind: KIND_SERVER, attributes: {} };
  }
}

/** Outside of Lambda, in a unit test, there may be no context. */
const UNKNOWN_ID = "unknown";

/**
 * `cloud.resource_id` is the invoked ARN with its alias replaced by the version that ran, and none for `$LATEST`.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/
 */
function readIdentity(context: LambdaContext): Record<string, string> {
  const arn = readString(context.invokedFunctionArn);
  const parts = arn?.split(":") ?? [];
  if (arn === undefined || parts.length < 7) return {};
  const version = readString(context.functionVersion);
  const base = parts.slice(0, 7).join(":");
  return {
    [ATTR_AWS_LAMBDA_INVOKED_ARN]: arn,
    [ATTR_CLOUD_RESOURCE_ID]: version === undefined || version === "$LATEST" ? base : `${base}:${version}`,
    ...(parts[4] && { [ATTR_CLOUD_ACCOUNT_ID]: parts[4] }),
  };
}

function readRemainingTime(context: LambdaContext): number | undefined {
  if (typeof context.getRemainingTimeInMillis !== "function") return undefined;
  const remaining: unknown = context.getRemainingTimeInMillis();
  return typeof remaining === "number" && remaining > 0 ? remaining : undefined;
}

function readStartKind(env: Env, millisSinceLoad: number): StartKind {
  const type = env.AWS_LAMBDA_INITIALIZATION_TYPE ?? "on-demand";
  if (type === "snap-start") return "restored";
  return type === "on-demand" && millisSinceLoad < PROACTIVE_INIT_MILLIS ? "cold" : "preinitialized";
}
