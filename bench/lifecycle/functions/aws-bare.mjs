import pino from "pino";
import { answer } from "./work.mjs";

const log = pino();

export const http = async () => {
  log.info("called");
  return { statusCode: 200, body: answer() };
};
