import { app } from "@azure/functions";
import { instrument, log } from "@isobar/azure-functions";
import { answer } from "./work.mjs";

app.http("bench", {
  authLevel: "anonymous",
  handler: instrument(async () => {
    log.info("called");
    return { body: answer() };
  }),
});
