import { randomBytes } from "node:crypto";
import type { LambdaSettings } from "./types.ts";

/** The region that the local platform says it is in. */
export const REGION = "us-east-1";

/** A new instance's log stream name, which is also its id: `2026/01/31/[$LATEST]0123...`. */
export function createLogStreamName(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[$LATEST]${randomBytes(16).toString("hex")}`;
}

/** The environment of one instance. No credentials are set: a local function has no role. */
export function describeEnvironment(
  settings: LambdaSettings,
  instance: { readonly logStreamName: string; readonly runtimeApi: string },
): Record<string, string> {
  return {
    _HANDLER: settings.handler,
    LAMBDA_TASK_ROOT: settings.taskRoot,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${settings.nodeMajor}.x`,
    AWS_LAMBDA_FUNCTION_NAME: settings.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: instance.logStreamName,
    TZ: ":UTC",
    ...settings.env,
    AWS_LAMBDA_RUNTIME_API: instance.runtimeApi,
  };
}
