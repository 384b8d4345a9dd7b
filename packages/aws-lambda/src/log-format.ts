import type { LogFormat } from "@isobar/core";

/**
 * Lambda's structured log line: with these names and upper-case levels, Lambda filters by level and shows the
 * request id, in JSON log format as in text format.
 */
export const logFormat: LogFormat = {
  messageKey: "message",
  levelVariable: "AWS_LAMBDA_LOG_LEVEL",
  level: ({ label }) => ({ level: label.toUpperCase() }),
  time: (epochMillis) => ({ timestamp: new Date(epochMillis).toISOString() }),
  context: ({ invocationId }) => (invocationId === undefined ? {} : { requestId: invocationId }),
};
