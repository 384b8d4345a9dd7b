import type { IncomingHttpHeaders } from "node:http";

/** The handler's second argument. */
export interface LambdaContext {
  readonly functionName: string | undefined;
  readonly functionVersion: string | undefined;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string | undefined;
  readonly awsRequestId: string;
  readonly logGroupName: string | undefined;
  readonly logStreamName: string | undefined;
  readonly clientContext: unknown;
  readonly identity: unknown;
  readonly tenantId: string | undefined;
  readonly xRayTraceId: string | undefined;
  getRemainingTimeInMillis(): number;
}

/** Makes the context of an invocation. */
export function createContext(headers: IncomingHttpHeaders, env: NodeJS.ProcessEnv): LambdaContext {
  const read = (name: string): string | undefined => {
    const value = headers[`lambda-runtime-${name}`];
    return typeof value === "string" ? value : undefined;
  };
  const readJson = (name: string): unknown => {
    const value = read(name);
    return value === undefined ? undefined : JSON.parse(value);
  };
  const deadlineEpochMillis = Number(read("deadline-ms"));
  return {
    clientContext: readJson("client-context"),
    identity: readJson("cognito-identity"),
    invokedFunctionArn: read("invoked-function-arn") ?? "",
    awsRequestId: read("aws-request-id") ?? "",
    tenantId: read("aws-tenant-id"),
    xRayTraceId: read("trace-id"),
    getRemainingTimeInMillis: () => deadlineEpochMillis - Date.now(),
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}
