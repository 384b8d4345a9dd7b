import { createLog, type Logger } from "@isobar/core";
import { logFormat } from "./log-format.ts";

/** The logger of the current invocation: pino, in Cloud Logging's line format, with trace and invocation ids in every line. */
export const log: Logger = createLog(logFormat, process.env);
