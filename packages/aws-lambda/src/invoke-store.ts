import type { Carrier, Env } from "@isobar/core";
import { readString } from "@isobar/core/describe";
import { XRAY_AMBIENT } from "./xray.ts";

/**
 * Lambda's own X-Ray context of an invocation: in the environment, or, where an instance takes several invocations at
 * once, in the runtime's store. That is looked into only where the context is asked for: `xray-lambda` alone does, as
 * most backends never see the spans of AWS that it names.
 *
 * @see https://github.com/awslabs/aws-lambda-invoke-store
 */
export function readLambdaContext(env: Env): Carrier | undefined {
  if (env.AWS_LAMBDA_MAX_CONCURRENCY !== undefined) return FROM_STORE;
  return env._X_AMZN_TRACE_ID === undefined ? undefined : { [XRAY_AMBIENT]: env._X_AMZN_TRACE_ID };
}

const FROM_STORE: Carrier = {
  get [XRAY_AMBIENT]() {
    return readStoredHeader();
  },
};

/** The store as the runtime shares it; a function that switches `globalThis.awslambda` off has none. */
interface InvokeStoreHolder {
  readonly awslambda?: { readonly InvokeStore?: { readonly getXRayTraceId?: () => unknown } | undefined } | undefined;
}

function readStoredHeader(): string | undefined {
  try {
    return readString((globalThis as InvokeStoreHolder).awslambda?.InvokeStore?.getXRayTraceId?.());
  } catch {
    return undefined;
  }
}
