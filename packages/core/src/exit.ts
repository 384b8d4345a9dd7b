import { context } from "@opentelemetry/api";
import type { Attributes } from "./adapter.ts";
import { describeException, readErrorType } from "./errors.ts";
import type { InvocationScope } from "./scope.ts";
import {
  ATTR_PROCESS_EXIT_CODE,
  ERROR_TYPE_PROCESS_EXIT,
  EVENT_ISOBAR_EXITED_BEFORE_INVOCATION,
  EVENT_ISOBAR_PROCESS_EXIT,
} from "./semconv.ts";
import { type ProcessState, processState } from "./state.ts";
import type { LogRecord, Telemetry } from "./telemetry.ts";

/** An error that nobody caught. The process need not end by it: somebody may listen who goes on. */
export interface Crash {
  readonly error: unknown;
  /** The invocation whose code it comes from; undefined where that is not known. */
  readonly scope: InvocationScope | undefined;
  /** On `performance.now()`'s clock. */
  readonly atMillis: number;
}

const ERROR = { severityNumber: 17, severityText: "ERROR" };
const FATAL = { severityNumber: 21, severityText: "FATAL" };
/** A process that lives on for longer has survived the error: its exit has another cause. */
const SURVIVED_AFTER_MILLIS = 5000;
/** Of the time that an invocation has left: what the platform does behind the exit needs some as well. */
const EXIT_SHARE = 0.8;

/**
 * The last thing that happens in a process that exits: what still runs is recorded as cut short, and all that is left is
 * sent before this returns. Never throws: the process ends as it would have.
 */
export function endProcess(code: number): void {
  try {
    const state = processState();
    const failsToStart = state.begun === 0 && code !== 0;
    const telemetry = state.telemetry ?? (failsToStart ? state.createTelemetry?.() : undefined);
    telemetry?.sendNow(cutShortAll(telemetry, code));
  } catch {
    // An error of ours must not take the place of what is under way.
  }
}

/**
 * Records what still runs as cut short, and why, because the process ends.
 *
 * @param code - the exit code; undefined where a signal ends the process
 * @returns how many milliseconds there are to send it
 */
export function cutShortAll(telemetry: Telemetry, code: number | undefined): number {
  const state = processState();
  const crash = readCrash(state);
  const attributes: Attributes = code === undefined ? {} : { [ATTR_PROCESS_EXIT_CODE]: code };
  const record = describeEnd(state, crash, code);
  if (record !== undefined) {
    telemetry.logger.emit({
      ...record,
      timestamp: Date.now(),
      attributes: { ...attributes, ...record.attributes },
      context: context.active(),
    });
  }
  let leftMillis = Number.POSITIVE_INFINITY;
  for (const scope of [...state.inFlight]) {
    leftMillis = Math.min(leftMillis, (scope.remainingMillis() ?? Number.POSITIVE_INFINITY) * EXIT_SHARE);
    scope.cutShort(readCause(crash, scope), attributes);
  }
  return leftMillis;
}

function readCrash({ crash }: ProcessState): Crash | undefined {
  return crash !== undefined && performance.now() - crash.atMillis < SURVIVED_AFTER_MILLIS ? crash : undefined;
}

/** What no invocation's own exception says of it. */
function describeEnd(
  { begun, inFlight }: ProcessState,
  crash: Crash | undefined,
  code: number | undefined,
): Omit<LogRecord, "timestamp"> | undefined {
  const exception = crash && describeException(crash.error, false);
  if (begun === 0) {
    if (!code) return undefined;
    const body = "the process exits before its first invocation";
    return {
      ...FATAL,
      eventName: EVENT_ISOBAR_EXITED_BEFORE_INVOCATION,
      body,
      ...(exception && { attributes: exception }),
    };
  }
  if (inFlight.length > 0 && crash === undefined) {
    return { ...ERROR, eventName: EVENT_ISOBAR_PROCESS_EXIT, body: "the process ends while invocations run" };
  }
  if (inFlight.length === 0 && exception !== undefined && crash?.scope === undefined) {
    const body = "the process ends by an error between invocations";
    return { ...FATAL, eventName: EVENT_ISOBAR_PROCESS_EXIT, body, attributes: exception };
  }
  return undefined;
}

/** Whom an error cannot be ascribed to, it is ascribed to all; beside one who is known, the others end with the process. */
function readCause(crash: Crash | undefined, scope: InvocationScope): string {
  const isCause = crash !== undefined && (crash.scope === undefined || crash.scope === scope);
  return isCause ? readErrorType(crash.error) : ERROR_TYPE_PROCESS_EXIT;
}
