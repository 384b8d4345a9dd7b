import type { Adapter, Env, Invocation, StartKind } from "@isobar/core";
import { KIND_SERVER } from "@isobar/core/describe";
import { readCallKind } from "./call-kind.ts";
import { describeLifecycle } from "./lifecycle.ts";
import { logFormat } from "./log-format.ts";
import { describeOutcome } from "./outcome.ts";
import { describeOutgoing } from "./outgoing/index.ts";
import { describeResource, PLATFORM, readServiceName } from "./resource.ts";
import { describeBackground, describeEvent, describeRequest } from "./triggers/index.ts";
import type { GoogleArguments } from "./types.ts";

/** Loaded this long before the first invocation, an instance was kept ready (minimum instances). */
const KEPT_READY_MILLIS = 10_000;

/** Google Cloud Functions and Cloud Run functions, as the core sees them. */
export const adapter: Adapter<GoogleArguments, unknown> = {
  platform: PLATFORM,
  resource: describeResource,
  describe: describeCall,
  outcome: describeOutcome,
  startKind: readStartKind,
  lifecycle: describeLifecycle,
  logLine: logFormat,
  describeCall: describeOutgoing,
};

function describeCall({ args, env }: { args: GoogleArguments; env: Env }): Invocation | undefined {
  const name = readServiceName(env) ?? env.FUNCTION_TARGET ?? "function";
  const timeoutMillis = readTimeout(env);
  const limits = timeoutMillis === undefined ? {} : { timeoutMillis };
  try {
    const invocation = describeByKind(args, name);
    return invocation === undefined ? undefined : { ...invocation, ...limits };
  } catch {
    // A request or an event with getters that throw is still an invocation.
    return { id: "unknown", name, trigger: "other", kind: KIND_SERVER, attributes: {}, ...limits };
  }
}

function describeByKind(args: GoogleArguments, name: string): Invocation | undefined {
  switch (readCallKind(args)) {
    case "http":
      return describeRequest(args[0], name);
    case "event":
    case "event-callback":
      return describeEvent(args[0], name);
    case "background":
    case "background-callback":
      return describeBackground(args[0], args[1], name);
    case undefined:
      return undefined;
  }
}

/** The configured limit, where the environment has it; 0 means that there is none. */
function readTimeout(env: Env): number | undefined {
  const seconds = Number(env.CLOUD_RUN_TIMEOUT_SECONDS || env.FUNCTION_TIMEOUT_SEC);
  return seconds > 0 && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** The platform does not tell instances that were kept ready from those that were started for a request. */
function readStartKind(_env: Env, millisSinceLoad: number): StartKind {
  return millisSinceLoad < KEPT_READY_MILLIS ? "cold" : "preinitialized";
}
