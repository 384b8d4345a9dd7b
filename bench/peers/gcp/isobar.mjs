import { instrument, log } from "@isobar/gcp-functions";

export const handler = instrument(async (request, response) => {
  log.info({ path: request.path }, "order requested");
  response.send(request.path);
});
