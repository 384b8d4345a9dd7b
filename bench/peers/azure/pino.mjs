import { app } from "@azure/functions";
import pino from "pino";

const log = pino();

app.http("handler", {
  route: "orders/{id}",
  authLevel: "anonymous",
  handler: async (request) => {
    log.info({ path: request.url }, "order requested");
    return { body: request.params.id };
  },
});
