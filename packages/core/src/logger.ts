import { writeSync } from "node:fs";
import { trace } from "@opentelemetry/api";
import { type Logger, pino, stdSerializers } from "pino";
import type { Env, LogContext, LogFormat } from "./adapter.ts";
import { readLogLevel } from "./config/log-level.ts";
import { currentInvocation } from "./invocation.ts";
import { createLogExport } from "./log-export.ts";
import { ATTR_FAAS_COLDSTART, ATTR_FAAS_INVOCATION_ID } from "./semconv.ts";
import { processState } from "./state.ts";

export type { Logger } from "pino";

/**
 * Makes the logger that an adapter exports as `log`: pino, one JSON line on stdout a record, in the platform's form,
 * with the current invocation and span in every line and the values of secret fields replaced. The same record, as
 * redacted, goes to the log signal.
 *
 * @param format - how the platform's log pipe wants a line
 * @param write - takes one line with its newline. @default stdout, synchronously
 */
export function createLog(format: LogFormat, env: Env, write: (line: string) => void = writeStdout): Logger {
  const redact = (fields: Record<string, unknown>): Record<string, unknown> => processState().redactFields(fields);
  const exportLine = createLogExport(format);
  const destination = {
    // pino tells a destination with this mark the level of each line.
    [Symbol.for("pino.metadata")]: true,
    lastLevel: 30,
    write(line: string): void {
      write(line);
      exportLine(line, destination.lastLevel);
    },
  };
  return pino(
    {
      level: readLogLevel(env, format.levelVariable),
      base: null,
      messageKey: format.messageKey,
      timestamp: () => toMembers(format.time(Date.now())),
      formatters: {
        level: (label, number) => format.level({ label, number }),
        bindings: redact,
        log: redact,
      },
      serializers: { err: (error) => redact({ ...stdSerializers.err(error) }) },
      mixin: () => contextFields(format, env),
    },
    destination,
  );
}

/** What pino puts behind the level: `,"time":"..."`. */
function toMembers(fields: Record<string, unknown>): string {
  return Object.entries(fields)
    .map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join("");
}

function contextFields(format: LogFormat, env: Env): Record<string, unknown> {
  const context = readLogContext();
  return {
    ...(context.traceId !== undefined && {
      trace_id: context.traceId,
      span_id: context.spanId,
      trace_flags: context.traceFlags,
    }),
    ...(context.invocationId !== undefined && {
      [ATTR_FAAS_INVOCATION_ID]: context.invocationId,
      [ATTR_FAAS_COLDSTART]: context.coldStart,
    }),
    ...format.context?.(context, env),
  };
}

function readLogContext(): LogContext {
  const invocation = currentInvocation();
  const span = (trace.getActiveSpan() ?? invocation?.span)?.spanContext();
  return {
    ...(span !== undefined && {
      traceId: span.traceId,
      spanId: span.spanId,
      traceFlags: span.traceFlags.toString(16).padStart(2, "0"),
    }),
    ...(invocation !== undefined && { invocationId: invocation.id, coldStart: invocation.coldStart }),
  };
}

/** Synchronous, because an instance may be frozen or killed right after the handler. */
function writeStdout(line: string): void {
  const bytes = Buffer.from(line);
  for (let written = 0, attempts = 0; written < bytes.length && attempts < 1000; attempts += 1) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      // A pipe that is full for the moment; anything else cannot be mended here, and must not reach the handler.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));
