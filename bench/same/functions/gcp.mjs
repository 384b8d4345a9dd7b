import { instrument } from "@isobar/gcp-functions";
import { work } from "./work.mjs";

export const http = instrument(async (_request, response) => {
  response.send(await work());
});
