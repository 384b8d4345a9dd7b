import { context } from "@opentelemetry/api";
import type { LogFormat } from "./adapter.ts";
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from "./semconv.ts";
import { processState } from "./state.ts";

/** pino's levels and the OpenTelemetry severities that stand for them (Logs Data Model, appendix B). */
const SEVERITIES: readonly (readonly [level: number, text: string, severity: number])[] = [
  [60, "FATAL", 21],
  [50, "ERROR", 17],
  [40, "WARN", 13],
  [30, "INFO", 9],
  [20, "DEBUG", 5],
  [10, "TRACE", 1],
];

/** The severity of a pino level; a custom level lands between its neighbours. */
export function readSeverity(level: number): { number: number; text: string } {
  const [base, text, severity] = SEVERITIES.find(([least]) => level >= least) ?? [0, "TRACE", 1];
  return { number: Math.min(severity + Math.min(3, Math.floor(Math.max(0, level - base) / 3)), 24), text };
}

/**
 * Makes what sends a log line to the log signal as well. It reads the line that was written, so what leaves is what
 * redaction left of it, and members that only the platform's pipe wants are not sent twice.
 */
export function createLogExport(format: LogFormat): (line: string, level: number) => void {
  const owned = new Set([
    "trace_id",
    "span_id",
    "trace_flags",
    format.messageKey,
    ...Object.keys(format.level({ label: "info", number: 30 })),
    ...Object.keys(format.time(0)),
    ...Object.keys(format.context?.(EXAMPLE, {}) ?? {}),
  ]);
  return (line, level) => {
    const telemetry = processState().telemetry;
    if (telemetry === undefined) return;
    const fields = parse(line);
    if (fields === undefined) return;
    const { number, text } = readSeverity(level);
    const body = fields[format.messageKey];
    telemetry.logger.emit({
      timestamp: Date.now(),
      severityNumber: number,
      severityText: text,
      ...(body !== undefined && { body: String(body) }),
      attributes: readAttributes(fields, owned),
      context: context.active(),
    });
  };
}

/** A context with every member, to learn which fields a format makes of it. */
const EXAMPLE = { traceId: "0", spanId: "0", traceFlags: "01", invocationId: "0", coldStart: true };

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function readAttributes(fields: Record<string, unknown>, owned: ReadonlySet<string>): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (owned.has(name) || value === null) continue;
    if (name === "err" && typeof value === "object") Object.assign(attributes, readException(value));
    else attributes[name] = value;
  }
  return attributes;
}

function readException(value: { type?: unknown; message?: unknown; stack?: unknown }): Record<string, unknown> {
  return {
    ...(value.type !== undefined && { [ATTR_EXCEPTION_TYPE]: String(value.type) }),
    ...(value.message !== undefined && { [ATTR_EXCEPTION_MESSAGE]: String(value.message) }),
    ...(value.stack !== undefined && { [ATTR_EXCEPTION_STACKTRACE]: String(value.stack) }),
  };
}
