import pino from "pino";
import { answer } from "./work.mjs";

const log = pino();

export const http = async (_request, response) => {
  log.info("called");
  response.send(answer());
};
