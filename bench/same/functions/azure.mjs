import { app } from "@azure/functions";
import { instrument } from "@isobar/azure-functions";
import { work } from "./work.mjs";

app.http("bench", {
  authLevel: "anonymous",
  handler: instrument(async () => ({ body: await work() })),
});
