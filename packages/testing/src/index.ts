export type { ConformanceAnswer, ConformanceCall, ConformanceRunner, ConformanceSpec } from "./conformance/spec.ts";
export { testAdapter } from "./conformance/test-adapter.ts";
export { counting } from "./counting.ts";
export type { FinishedLogRecord, FinishedMetricPoint, FinishedSpan, HistogramValue } from "./finished.ts";
export { type MatcherResult, type Partly, telemetryMatchers } from "./matchers.ts";
export {
  createMemoryExporters,
  type ExportFault,
  type MemoryExporters,
  type MemorySignal,
} from "./memory-exporters.ts";
export { createMemoryTelemetry, type MemoryTelemetry, type MemoryTelemetryOptions } from "./memory-telemetry.ts";
export { mutated } from "./mutated.ts";
export { resetIsobar } from "./reset.ts";
