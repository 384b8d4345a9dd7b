import pino from "pino";

const log = pino();

export const handler = async (event) => {
  log.info({ path: event.rawPath }, "order requested");
  return { statusCode: 200, body: event.rawPath };
};
