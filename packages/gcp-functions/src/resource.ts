import type { Env } from "@isobar/core";
import {
  ATTR_CLOUD_ACCOUNT_ID,
  ATTR_CLOUD_PLATFORM,
  ATTR_CLOUD_PROVIDER,
  ATTR_CLOUD_REGION,
  ATTR_CLOUD_RESOURCE_ID,
  ATTR_FAAS_MAX_MEMORY,
  ATTR_FAAS_NAME,
  ATTR_FAAS_VERSION,
  ATTR_SERVICE_NAME,
} from "@isobar/core/semconv";

/** The `cloud.platform` value of Google Cloud Functions, under their present name as well. */
export const PLATFORM = "gcp_cloud_functions";
const PLATFORM_CLOUD_RUN = "gcp_cloud_run";

const BYTES_PER_MEGABYTE = 1048576;

/**
 * Resource attributes from the environment variables of Cloud Run functions and of 1st gen functions. What only the
 * metadata server knows (instance, and on Cloud Run the region) is left out: it would take the network.
 *
 * @see https://cloud.google.com/run/docs/container-contract#env-vars
 */
export function describeResource(env: Env): Record<string, string | number> {
  const name = readServiceName(env);
  const version = env.K_REVISION || env.X_GOOGLE_FUNCTION_VERSION;
  const project = readProject(env);
  const region = env.FUNCTION_REGION;
  const memory = Number(env.FUNCTION_MEMORY_MB);
  return {
    [ATTR_CLOUD_PROVIDER]: "gcp",
    [ATTR_CLOUD_PLATFORM]: env.FUNCTION_TARGET || env.FUNCTION_NAME ? PLATFORM : PLATFORM_CLOUD_RUN,
    ...(project && { [ATTR_CLOUD_ACCOUNT_ID]: project }),
    ...(region && { [ATTR_CLOUD_REGION]: region }),
    ...(name && { [ATTR_FAAS_NAME]: name, [ATTR_SERVICE_NAME]: name }),
    ...(version && { [ATTR_FAAS_VERSION]: version }),
    ...(memory > 0 && { [ATTR_FAAS_MAX_MEMORY]: memory * BYTES_PER_MEGABYTE }),
    ...(project &&
      region &&
      name && {
        [ATTR_CLOUD_RESOURCE_ID]: env.K_SERVICE
          ? `//run.googleapis.com/projects/${project}/locations/${region}/services/${name}`
          : `//cloudfunctions.googleapis.com/projects/${project}/locations/${region}/functions/${name}`,
      }),
  };
}

/** The project's id, where it is in the environment: on Cloud Run only if the user put it there. */
export function readProject(env: Env): string | undefined {
  return env.GOOGLE_CLOUD_PROJECT || env.GCP_PROJECT || env.GCLOUD_PROJECT || undefined;
}

/** What the function is called on the platform; undefined outside of it. */
export function readServiceName(env: Env): string | undefined {
  return env.K_SERVICE || env.FUNCTION_NAME || undefined;
}
