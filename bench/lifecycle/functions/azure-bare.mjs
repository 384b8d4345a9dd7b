import { app } from "@azure/functions";
import pino from "pino";
import { answer } from "./work.mjs";

const log = pino();

app.http("bench", {
  authLevel: "anonymous",
  handler: async () => {
    log.info("called");
    return { body: answer() };
  },
});
