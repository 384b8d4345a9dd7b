import type { IncomingHttpHeaders } from "node:http";

const NODE_MAJOR = Number.parseInt(process.versions.node, 10);

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
  /** Absent before Node 24. */
  readonly xRayTraceId?: string | undefined;
  getRemainingTimeInMillis(): number;
}

/**
 * Makes the context of an invocation.
 *
 * @param xRayTraceId - undefined where the invocation has none
 */
export function createContext(
  headers: IncomingHttpHeaders,
  env: NodeJS.ProcessEnv,
  xRayTraceId: string | undefined,
): LambdaContext {
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
    ...(NODE_MAJOR >= 24 ? { xRayTraceId } : {}),
    getRemainingTimeInMillis: () => deadlineEpochMillis - Date.now(),
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}
