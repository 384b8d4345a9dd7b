import { createLog, type Logger } from "@isobar/core";
import { logFormat } from "./log-format.ts";

export {
  type CurrentInvocation,
  currentInvocation,
  flush,
  type IsobarOptions,
  type Logger,
  meter,
  setRoute,
  tracer,
} from "@isobar/core";
export { instrument } from "./instrument.ts";
export { type HookedApp, type InvocationHookContext, instrumentApp } from "./instrument-app.ts";

/** The logger of the current invocation: pino, one JSON line a record, with trace and invocation ids in every line. */
export const log: Logger = createLog(logFormat, process.env);
