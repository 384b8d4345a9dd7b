import { context } from "@opentelemetry/api";
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
  const [base, text, severity] = SEVERITIES.find(([least]) => level >= least) ?? [10, "TRACE", 1];
  return { number: Math.min(severity + Math.min(3, Math.floor(Math.max(0, level - base) / 3)), 24), text };
}

/** A line that was written. */
export interface WrittenLine {
  readonly text: string;
  /** pino's level. */
  readonly level: number;
  readonly messageKey: string;
  /** The members that the log pipe alone wants: the log signal has its own place for what they say. */
  readonly pipeMembers: Readonly<Record<string, unknown>>;
}

/**
 * Sends a log line to the log signal as well. It reads the line that was written, so what leaves is what redaction left
 * of it. Never throws.
 */
export function exportLine({ text, level, messageKey, pipeMembers }: WrittenLine): void {
  const telemetry = processState().telemetry;
  if (telemetry === undefined) return;
  try {
    const { [messageKey]: body, ...fields } = JSON.parse(text) as Record<string, unknown>;
    const severity = readSeverity(level);
    telemetry.logger.emit({
      timestamp: Date.now(),
      severityNumber: severity.number,
      severityText: severity.text,
      ...(body !== undefined && { body: String(body) }),
      attributes: readAttributes(fields, pipeMembers),
      context: context.active(),
    });
  } catch {
    // The line is out; whatever is wrong with it must not reach the handler.
  }
}

/** A field of the handler's own may have the name of one of the pipe's members: it is known by its value. */
function readAttributes(
  fields: Record<string, unknown>,
  pipeMembers: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || (name in pipeMembers && isSame(value, pipeMembers[name]))) continue;
    if (name === "err" && typeof value === "object") Object.assign(attributes, readException(value));
    else attributes[name] = value;
  }
  return attributes;
}

function isSame(written: unknown, member: unknown): boolean {
  return JSON.stringify(written) === JSON.stringify(member);
}

function readException(value: { type?: unknown; message?: unknown; stack?: unknown }): Record<string, unknown> {
  return {
    ...(value.type !== undefined && { [ATTR_EXCEPTION_TYPE]: String(value.type) }),
    ...(value.message !== undefined && { [ATTR_EXCEPTION_MESSAGE]: String(value.message) }),
    ...(value.stack !== undefined && { [ATTR_EXCEPTION_STACKTRACE]: String(value.stack) }),
  };
}
