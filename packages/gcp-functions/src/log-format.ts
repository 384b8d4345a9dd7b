import type { LogFormat } from "@isobar/core";
import { readProject } from "./resource.ts";

/**
 * Cloud Logging's structured line: with these names it shows the level, and groups the lines of a trace.
 *
 * @see https://cloud.google.com/logging/docs/structured-logging
 */
export const logFormat: LogFormat = {
  messageKey: "message",
  level: ({ number }) => ({ severity: readSeverity(number) }),
  time: (epochMillis) => ({ time: new Date(epochMillis).toISOString() }),
  context: ({ traceId, spanId, traceFlags }, env) => {
    if (traceId === undefined) return {};
    const project = readProject(env);
    return {
      // Undefined members are not written, but say which names are for this log pipe alone.
      "logging.googleapis.com/trace": project === undefined ? undefined : `projects/${project}/traces/${traceId}`,
      "logging.googleapis.com/spanId": spanId,
      "logging.googleapis.com/trace_sampled": (Number.parseInt(traceFlags ?? "", 16) & 1) === 1,
    };
  },
};

/** Cloud Logging's severities for pino's levels; a custom level has the severity of the one below it. */
function readSeverity(level: number): string {
  if (level >= 60) return "CRITICAL";
  if (level >= 50) return "ERROR";
  if (level >= 40) return "WARNING";
  return level >= 30 ? "INFO" : "DEBUG";
}
