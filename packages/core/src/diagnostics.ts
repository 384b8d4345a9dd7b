import { type DiagLogFunction, DiagLogLevel, diag } from "@opentelemetry/api";
import type { Env } from "./adapter.ts";
import { readEnum } from "./config/read.ts";
import { redactUrls } from "./redact.ts";
import { processState } from "./state.ts";
import { isRegistered } from "./telemetry/globals.ts";

const LEVELS = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
} as const;

/**
 * Sends OpenTelemetry's own diagnostics to stderr, from `OTEL_LOG_LEVEL` on (default: warnings), where the
 * application has not set a logger for them. Without one, a wrong setting or a dead backend would go unnoticed.
 */
export function setUpDiag(env: Env): void {
  if (isRegistered("diag")) return;
  const warnings: string[] = [];
  const names = Object.keys(LEVELS) as (keyof typeof LEVELS)[];
  const level = readEnum(env, "OTEL_LOG_LEVEL", names, "warn", (warning) => warnings.push(warning));
  const writer =
    (label: string): DiagLogFunction =>
    (message, ...rest) => {
      const details = rest.filter((item) => typeof item === "string").join(" ");
      process.stderr.write(`${redactUrls(`[otel ${label}] ${message} ${details}`).trimEnd()}\n`);
    };
  diag.setLogger(
    {
      error: writer("error"),
      warn: writer("warn"),
      info: writer("info"),
      debug: writer("debug"),
      verbose: writer("verbose"),
    },
    { logLevel: LEVELS[level], suppressOverrideMessage: true },
  );
  for (const warning of warnings) diag.warn(`isobar: ${warning}`);
}

/** Warns of something for the first time in this process: two handlers share the environment, and so its mistakes. */
export function warnOnce(message: string): void {
  const { warned } = processState();
  if (warned.has(message)) return;
  warned.add(message);
  diag.warn(`isobar: ${message}`);
}
