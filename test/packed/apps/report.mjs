// Calls a handler once, as Lambda does, and sends the starter what came of it.
export const event = {
  version: "2.0",
  routeKey: "GET /orders/{id}",
  rawPath: "/orders/1",
  headers: { host: "api.example.com" },
  requestContext: { domainName: "api.example.com", http: { method: "GET", path: "/orders/1", protocol: "HTTP/1.1" } },
};

export function lambdaContext(awsRequestId) {
  return { awsRequestId, functionName: "orders", getRemainingTimeInMillis: () => 5000 };
}

export async function report(handler, more = () => ({})) {
  const result = await handler(event, lambdaContext("request-1"));
  const loadsUndici = process.moduleLoadList.some((name) => name.includes("undici"));
  process.send({ result, loadsUndici, ...(await more()) }, () => process.disconnect());
}
