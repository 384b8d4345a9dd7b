// AWS Lambda, behind an HTTP API.
import { address, end, headers, load } from "./start.mjs";

Object.assign(process.env, {
  AWS_LAMBDA_FUNCTION_NAME: "start",
  AWS_LAMBDA_FUNCTION_VERSION: "1",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
  AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/start",
  AWS_LAMBDA_LOG_STREAM_NAME: "start",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  AWS_LAMBDA_RUNTIME_API: address,
  AWS_REGION: "eu-central-1",
});

const { instrument, log } = await load("index");
const handler = instrument(async () => {
  log.info("called");
  return { statusCode: 200, body: "" };
});

const requestContext = {
  accountId: "123456789012",
  apiId: "start",
  domainName: "example.com",
  http: { method: "GET", path: "/", protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "start" },
  requestId: "1",
  routeKey: "GET /",
  stage: "$default",
};
const event = { version: "2.0", routeKey: "GET /", rawPath: "/", rawQueryString: "", headers, requestContext };
const context = {
  awsRequestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
  functionName: "start",
  functionVersion: "1",
  invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:start",
  memoryLimitInMB: "512",
  getRemainingTimeInMillis: () => 3000,
};
await handler({ ...event, isBase64Encoded: false }, context);
end();
