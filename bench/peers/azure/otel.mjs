import { app } from "@azure/functions";
import { observe, say } from "../otel-by-hand.mjs";

app.http("handler", {
  route: "orders/{id}",
  authLevel: "anonymous",
  handler(request, { invocationId }) {
    const { method, url } = request;
    const headers = Object.fromEntries(request.headers);
    return observe({ id: invocationId, method, path: new URL(url).pathname, headers }, async () => {
      say({ path: url }, "order requested");
      return { body: request.params.id };
    });
  },
});
