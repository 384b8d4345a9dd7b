import { instrument, log } from "@isobar/gcp-functions";
import { answer } from "./work.mjs";

export const http = instrument(async (_request, response) => {
  log.info("called");
  response.send(answer());
});
