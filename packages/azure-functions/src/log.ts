import { createLog, type Logger } from "@isobar/core";
import { logFormat } from "./log-format.ts";

/** The logger of the current invocation: pino, one JSON line a record, with trace and invocation ids in every line. */
export const log: Logger = createLog(logFormat, process.env);
