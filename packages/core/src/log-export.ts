import { type Context, context } from "@opentelemetry/api";
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from "./semconv.ts";
import { processState } from "./state.ts";
import type { LogRecord } from "./telemetry.ts";

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

/** Sends log lines to the log signal as well. */
export interface LineExport {
  add(line: WrittenLine): void;
  /** Makes log records of what was added. */
  report(): void;
}

const MAX_LINES = 200;

/**
 * Lines are kept as they were written, and read when they are to be exported: a response would wait for that. What is
 * read is what redaction has left of them.
 */
export function createLineExport(emit: (record: LogRecord) => void): LineExport {
  let kept: { readonly line: WrittenLine; readonly timestamp: number; readonly context: Context }[] = [];
  const report = (): void => {
    if (kept.length === 0) return;
    const lines = kept;
    kept = [];
    for (const { line, ...rest } of lines) {
      try {
        emit({ ...readLine(line), ...rest, observedTimestamp: rest.timestamp });
      } catch {
        // The line is out; whatever is wrong with it must not reach the handler.
      }
    }
  };
  return {
    add(line) {
      kept.push({ line, timestamp: Date.now(), context: context.active() });
      if (kept.length >= MAX_LINES) report();
    },
    report,
  };
}

/** Adds a line to what the process exports, from its first invocation on. */
export function exportLine(line: WrittenLine): void {
  processState().telemetry?.lines.add(line);
}

function readLine({ text, level, messageKey, pipeMembers }: WrittenLine): LogRecord {
  const { [messageKey]: body, ...fields } = JSON.parse(text) as Record<string, unknown>;
  const severity = readSeverity(level);
  return {
    severityNumber: severity.number,
    severityText: severity.text,
    ...(body !== undefined && { body: String(body) }),
    attributes: readAttributes(fields, pipeMembers),
  };
}

/** A field of the handler's own may have the name of one of the pipe's members: it is known by its value. */
function readAttributes(
  fields: Record<string, unknown>,
  pipeMembers: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  // Read from JSON, they have no other members than their own.
  for (const name in fields) {
    const value = fields[name];
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
