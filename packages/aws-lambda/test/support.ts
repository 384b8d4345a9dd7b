import { readFileSync } from "node:fs";

/** A document of `fixtures/`, read anew each time. */
export function readFixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8")) as Record<
    string,
    unknown
  >;
}

/** The environment of a function on Lambda. */
export const lambdaEnv = {
  AWS_LAMBDA_FUNCTION_NAME: "orders-api",
  AWS_LAMBDA_FUNCTION_VERSION: "7",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/orders-api",
  AWS_LAMBDA_LOG_STREAM_NAME: "2026/03/10/[7]0123456789abcdef0123456789abcdef",
  AWS_REGION: "eu-central-1",
};

/** The second argument of a handler. */
export function createLambdaContext(overrides: Record<string, unknown> = {}) {
  return {
    awsRequestId: "8f507cfc-1d4a-4b52-9a0e-2b7d9c4e1a11",
    functionName: "orders-api",
    functionVersion: "7",
    invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:orders-api:live",
    memoryLimitInMB: "512",
    logGroupName: "/aws/lambda/orders-api",
    logStreamName: "2026/03/10/[7]0123456789abcdef0123456789abcdef",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => 3000,
    ...overrides,
  };
}
