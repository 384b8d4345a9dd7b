import type { Env } from "@isobar/core";
import { ATTR_CLOUD_RESOURCE_ID, ATTR_FAAS_NAME } from "@isobar/core/semconv";

/** `app/function`, unique in Azure; outside of it the function's name alone. */
export function readFaasName(env: Env, functionName: string | undefined): string {
  const parts = [env.WEBSITE_SITE_NAME, functionName].filter((part) => part !== undefined && part !== "");
  return parts.length === 0 ? "function" : parts.join("/");
}

/** The subscription, which stands before the `+` of `WEBSITE_OWNER_NAME`. */
export function readSubscription(env: Env): string | undefined {
  return env.WEBSITE_OWNER_NAME?.split("+", 1)[0] || undefined;
}

/**
 * What tells one function of an app from another. These are span attributes, because all functions of an app share
 * one process and so one resource.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/
 */
export function describeIdentity(env: Env, functionName: string | undefined): Record<string, string> {
  const resourceId = functionName === undefined ? undefined : readSiteId(env);
  return {
    [ATTR_FAAS_NAME]: readFaasName(env, functionName),
    ...(resourceId !== undefined && { [ATTR_CLOUD_RESOURCE_ID]: `${resourceId}/functions/${functionName}` }),
  };
}

/** The app's id in Azure Resource Manager; some plans have it ready-made. */
function readSiteId(env: Env): string | undefined {
  if (env.WEBSITE_ARM_RESOURCE_ID) return env.WEBSITE_ARM_RESOURCE_ID;
  const subscription = readSubscription(env);
  const { WEBSITE_RESOURCE_GROUP: group, WEBSITE_SITE_NAME: site } = env;
  if (!subscription || !group || !site) return undefined;
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Web/sites/${site}`;
}
