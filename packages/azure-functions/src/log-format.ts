import type { LogFormat } from "@isobar/core";

/** A plain JSON line: the Functions host passes the worker's stdout on as it is, and knows no line format of its own. */
export const logFormat: LogFormat = {
  messageKey: "message",
  level: ({ label }) => ({ level: label }),
  time: (epochMillis) => ({ time: new Date(epochMillis).toISOString() }),
};
