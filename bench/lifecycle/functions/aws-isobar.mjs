import { instrument, log } from "@isobar/aws-lambda";
import { answer } from "./work.mjs";

export const http = instrument(async () => {
  log.info("called");
  return { statusCode: 200, body: answer() };
});
