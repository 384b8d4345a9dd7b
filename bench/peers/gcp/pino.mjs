import pino from "pino";

const log = pino();

export const handler = async (request, response) => {
  log.info({ path: request.path }, "order requested");
  response.send(request.path);
};
