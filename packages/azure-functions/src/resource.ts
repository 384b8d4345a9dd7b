import type { Env } from "@isobar/core";
import {
  ATTR_AZURE_RESOURCE_GROUP_NAME,
  ATTR_CLOUD_ACCOUNT_ID,
  ATTR_CLOUD_PLATFORM,
  ATTR_CLOUD_PROVIDER,
  ATTR_CLOUD_REGION,
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_FAAS_INSTANCE,
  ATTR_FAAS_MAX_MEMORY,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
} from "@isobar/core/semconv";
import { readSubscription } from "./identity.ts";

/** The `cloud.platform` value of Azure Functions. */
export const PLATFORM = "azure.functions";

const BYTES_PER_MEGABYTE = 1048576;

/**
 * Resource attributes from the environment variables of a function app. The function's own name is none of them: one
 * process runs all functions of an app.
 *
 * @see https://learn.microsoft.com/azure/app-service/reference-app-settings
 */
export function describeResource(env: Env): Record<string, string | number> {
  const account = readSubscription(env);
  // "East US" and "eastus" are the same region: plans differ in how they write it.
  const region = env.REGION_NAME?.toLowerCase().replaceAll(/\s/g, "");
  // The consumption plans share their machines' WEBSITE_INSTANCE_ID, and name the instance in these.
  const instance = env.WEBSITE_POD_NAME || env.CONTAINER_NAME || env.WEBSITE_INSTANCE_ID;
  const memory = Number(env.WEBSITE_MEMORY_LIMIT_MB);
  const environment = env.WEBSITE_SLOT_NAME || env.AZURE_FUNCTIONS_ENVIRONMENT;
  return {
    [ATTR_CLOUD_PROVIDER]: "azure",
    [ATTR_CLOUD_PLATFORM]: PLATFORM,
    ...(region && { [ATTR_CLOUD_REGION]: region }),
    ...(account && { [ATTR_CLOUD_ACCOUNT_ID]: account }),
    ...(env.WEBSITE_RESOURCE_GROUP && { [ATTR_AZURE_RESOURCE_GROUP_NAME]: env.WEBSITE_RESOURCE_GROUP }),
    ...(env.WEBSITE_SITE_NAME && { [ATTR_SERVICE_NAME]: env.WEBSITE_SITE_NAME }),
    ...(instance && { [ATTR_FAAS_INSTANCE]: instance, [ATTR_SERVICE_INSTANCE_ID]: instance }),
    ...(memory > 0 && { [ATTR_FAAS_MAX_MEMORY]: Math.round(memory * BYTES_PER_MEGABYTE) }),
    ...(environment && { [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: environment }),
  };
}
