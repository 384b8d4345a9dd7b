import type { Env } from "../adapter.ts";
import { readString } from "./read.ts";

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/**
 * The least level that `log` writes: `ISOBAR_LOG_LEVEL`, else what the platform's own variable says, else `info`.
 *
 * @param platformVariable - name of the platform's variable for the log level, where it has one
 */
export function readLogLevel(env: Env, platformVariable: string | undefined): string {
  for (const name of ["ISOBAR_LOG_LEVEL", platformVariable]) {
    const value = name === undefined ? undefined : readString(env, name)?.toLowerCase();
    if (value !== undefined && LEVELS.includes(value)) return value;
  }
  return "info";
}
