import { app } from "@azure/functions";

app.http("handler", {
  route: "orders/{id}",
  authLevel: "anonymous",
  handler: async (request) => ({ body: request.params.id }),
});
