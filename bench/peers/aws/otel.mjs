import { observe, say } from "../otel-by-hand.mjs";

export const handler = (event, { awsRequestId }) => {
  const { method, path } = event.requestContext.http;
  return observe({ id: awsRequestId, method, path, headers: event.headers }, async () => {
    say({ path: event.rawPath }, "order requested");
    return { statusCode: 200, body: event.rawPath };
  });
};
