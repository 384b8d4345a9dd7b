import type { Env } from "@isobar/core";
import {
  ATTR_AWS_LOG_GROUP_NAMES,
  ATTR_AWS_LOG_STREAM_NAMES,
  ATTR_CLOUD_PLATFORM,
  ATTR_CLOUD_PROVIDER,
  ATTR_CLOUD_REGION,
  ATTR_FAAS_INSTANCE,
  ATTR_FAAS_MAX_MEMORY,
  ATTR_FAAS_NAME,
  ATTR_FAAS_VERSION,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
} from "@isobar/core/semconv";

/** The `cloud.platform` value of AWS Lambda. */
export const PLATFORM = "aws_lambda";

const BYTES_PER_MEGABYTE = 1048576;

/**
 * Resource attributes from Lambda's environment variables.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/resource/cloud-provider/aws/
 */
export function describeResource(env: Env): Record<string, string | number | string[]> {
  const name = env.AWS_LAMBDA_FUNCTION_NAME;
  const instance = env.AWS_LAMBDA_LOG_STREAM_NAME;
  const memory = Number(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE);
  return {
    [ATTR_CLOUD_PROVIDER]: "aws",
    [ATTR_CLOUD_PLATFORM]: PLATFORM,
    ...(env.AWS_REGION && { [ATTR_CLOUD_REGION]: env.AWS_REGION }),
    ...(name && { [ATTR_FAAS_NAME]: name, [ATTR_SERVICE_NAME]: name }),
    ...(env.AWS_LAMBDA_FUNCTION_VERSION && { [ATTR_FAAS_VERSION]: env.AWS_LAMBDA_FUNCTION_VERSION }),
    ...(instance && {
      [ATTR_FAAS_INSTANCE]: instance,
      [ATTR_SERVICE_INSTANCE_ID]: instance,
      [ATTR_AWS_LOG_STREAM_NAMES]: [instance],
    }),
    ...(memory > 0 && { [ATTR_FAAS_MAX_MEMORY]: memory * BYTES_PER_MEGABYTE }),
    ...(env.AWS_LAMBDA_LOG_GROUP_NAME && { [ATTR_AWS_LOG_GROUP_NAMES]: [env.AWS_LAMBDA_LOG_GROUP_NAME] }),
  };
}
