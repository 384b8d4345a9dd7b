export {
  BatchError,
  type BatchFailure,
  type CurrentInvocation,
  currentInvocation,
  flush,
  type IsobarOptions,
  inject,
  type Logger,
  type Message,
  type MessageShapes,
  type MessageSystem,
  meter,
  setRoute,
  tracer,
} from "@isobar/core";
export { instrument } from "./instrument.ts";
export { type HookedApp, type InvocationHookContext, instrumentApp } from "./instrument-app.ts";
export { log } from "./log.ts";
export { type AzureBatchOptions, processBatch, type RecordOf } from "./process-batch.ts";
