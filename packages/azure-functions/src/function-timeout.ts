import type { Env } from "@isobar/core";

const TIME_SPAN = /^(?:(\d{1,4})\.)?([01]?\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,7}))?$/;

/**
 * How long the host lets an invocation run, in milliseconds, from the app setting
 * `AzureFunctionsJobHost__functionTimeout`, which wins over `host.json`.
 *
 * @returns undefined where nothing, no limit (`-1`) or something else than a time span is set
 */
export function readFunctionTimeout(env: Env): number | undefined {
  return readTimeSpan(env.AzureFunctionsJobHost__functionTimeout);
}

/** A time span as the host takes it (`00:05:00`, `1.12:00:00`), in milliseconds; undefined where it is none. */
export function readTimeSpan(text: unknown): number | undefined {
  const match = typeof text === "string" ? TIME_SPAN.exec(text.trim()) : null;
  if (match === null) return undefined;
  const [, days = "0", hours, minutes, seconds, fraction = "0"] = match;
  const wholeSeconds = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  const millis = wholeSeconds * 1000 + Math.floor(Number(`0.${fraction}`) * 1000);
  return millis > 0 ? millis : undefined;
}
