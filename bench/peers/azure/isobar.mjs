import { app } from "@azure/functions";
import { instrument, log } from "@isobar/azure-functions";

app.http("handler", {
  route: "orders/{id}",
  authLevel: "anonymous",
  handler: instrument(async (request) => {
    log.info({ path: request.url }, "order requested");
    return { body: request.params.id };
  }),
});
