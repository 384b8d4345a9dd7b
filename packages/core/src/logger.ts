import { writeSync } from "node:fs";
import { trace } from "@opentelemetry/api";
import { pino, stdSerializers } from "pino";
import type { Env, LogContext, LogFormat } from "./adapter.ts";
import { readRecordFields } from "./batch/record-fields.ts";
import { readLogLevel } from "./config/log-level.ts";
import { currentInvocation } from "./invocation.ts";
import { exportLine } from "./log-export.ts";
import type { Logger } from "./logger-types.ts";
import { ATTR_FAAS_COLDSTART, ATTR_FAAS_INVOCATION_ID } from "./semconv.ts";
import { processState } from "./state.ts";

/**
 * Makes the logger that an adapter exports as `log`: pino, one JSON line on stdout a record, in the platform's form,
 * with the current invocation and span in every line and the values of secret fields replaced. The same record, as
 * redacted, goes to the log signal.
 *
 * @param format - how the platform's log pipe wants a line
 * @param write - takes one line with its newline. @default stdout, synchronously
 */
export function createLog(format: LogFormat, env: Env, write: (line: string) => void = writeStdout): Logger {
  let time: Record<string, unknown> = {};
  let context: Record<string, unknown> = {};
  const destination: { lastLevel: number; lastLogger?: Logger; write(line: string): void } = {
    // pino tells a destination with this mark the level and the logger of each line.
    ...{ [Symbol.for("pino.metadata")]: true },
    lastLevel: 30,
    write(text) {
      write(text);
      const level = destination.lastLevel;
      const label = destination.lastLogger?.levels.labels[level] ?? "info";
      exportLine({
        text,
        level,
        messageKey: format.messageKey,
        pipeMembers: { ...format.level({ label, number: level }), ...time, ...context },
      });
    },
  };
  const logger = pino(
    {
      level: readLogLevel(env, format.levelVariable),
      base: null,
      messageKey: format.messageKey,
      timestamp: () => {
        time = format.time(Date.now());
        return toMembers(time);
      },
      formatters: {
        level: (label, number) => format.level({ label, number }),
        log: redactFields,
      },
      serializers: { err: serializeError },
      mixin: () => {
        const current = readLogContext();
        context = { ...traceFields(current), ...format.context?.(current, env) };
        return { ...context, ...invocationFields(current), ...readRecordFields() };
      },
    },
    destination,
  );
  return withRedactedBindings(logger as unknown as Logger);
}

/** An error stays one until pino hands it to the serializer, which needs its type and stack. */
function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  const { redactFields: redact } = processState();
  if (!("err" in fields)) return redact(fields);
  const { err, ...rest } = fields;
  return { ...redact(rest), err };
}

function serializeError(error: unknown): unknown {
  const { redactFields: redact } = processState();
  try {
    const serialized: unknown = stdSerializers.err(error as Error);
    // What pino makes of an error has a prototype of its own.
    const isObject = typeof serialized === "object" && serialized !== null;
    return redact({ err: isObject ? { ...serialized } : serialized }).err;
  } catch {
    return redact({ err: error }).err;
  }
}

/** pino runs its formatters on a line's own fields, and on no child's: children inherit these two methods. */
function withRedactedBindings(logger: Logger): Logger {
  const { child, setBindings } = logger;
  const clean = (bindings: unknown): never =>
    (typeof bindings === "object" && bindings !== null
      ? redactFields(bindings as Record<string, unknown>)
      : bindings) as never;
  return Object.assign(logger, {
    child(this: Logger, bindings: unknown, options?: unknown): unknown {
      return child.call(this, clean(bindings), options as never);
    },
    setBindings(this: Logger, bindings: unknown): void {
      setBindings.call(this, clean(bindings));
    },
  });
}

/** What pino puts behind the level: `,"time":"..."`. */
function toMembers(fields: Record<string, unknown>): string {
  return Object.entries(fields)
    .map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join("");
}

function traceFields({ traceId, spanId, traceFlags }: LogContext): Record<string, unknown> {
  return traceId === undefined ? {} : { trace_id: traceId, span_id: spanId, trace_flags: traceFlags };
}

function invocationFields({ invocationId, coldStart }: LogContext): Record<string, unknown> {
  return invocationId === undefined
    ? {}
    : { [ATTR_FAAS_INVOCATION_ID]: invocationId, [ATTR_FAAS_COLDSTART]: coldStart };
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
