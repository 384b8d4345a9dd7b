// What the README of @opentelemetry/instrumentation-aws-lambda says.
const { NodeSDK } = require("@opentelemetry/sdk-node");
const { AwsLambdaInstrumentation } = require("@opentelemetry/instrumentation-aws-lambda");

const sdk = new NodeSDK({ instrumentations: [new AwsLambdaInstrumentation()] });
sdk.start();
process.once("beforeExit", async () => {
  await sdk.shutdown();
});
