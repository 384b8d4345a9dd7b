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
  type ProcessBatchOptions,
  setRoute,
  tracer,
} from "@isobar/core";
export { instrument } from "./instrument.ts";
export { log } from "./log.ts";
export { processBatch, type RecordOf } from "./process-batch.ts";
