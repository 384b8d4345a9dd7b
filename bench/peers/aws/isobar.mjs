import { instrument, log } from "@isobar/aws-lambda";

export const handler = instrument(async (event) => {
  log.info({ path: event.rawPath }, "order requested");
  return { statusCode: 200, body: event.rawPath };
});
