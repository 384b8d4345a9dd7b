import { type Context, ROOT_CONTEXT, type Span, trace } from "@opentelemetry/api";
import type { Invocation } from "../adapter.ts";
import { UNBOUNDED_MILLIS } from "../export-schedule.ts";
import type { Runtime } from "../runtime.ts";
import {
  ATTR_ERROR_TYPE,
  ATTR_FAAS_COLDSTART,
  ATTR_FAAS_INVOCATION_ID,
  ATTR_FAAS_TRIGGER,
  ERROR_TYPE_KILLED,
  EVENT_ISOBAR_INVOCATION_KILLED,
  EVENT_ISOBAR_INVOCATION_START,
} from "../semconv.ts";
import { processState } from "../state.ts";
import type { Telemetry } from "../telemetry.ts";
import { type AbandonedInvocation, takeAbandoned } from "./abandoned.ts";
import { readOwner } from "./owner.ts";
import { createPendingFile, type PendingFile } from "./pending-file.ts";
import { describePending, readContext } from "./pending-invocation.ts";

const SEVERITY_INFO = 9;
const SEVERITY_ERROR = 17;

type EarlyRuntime = Pick<Runtime<never, never>, "config" | "guard" | "warn">;

/** An invocation that has begun, and its span. */
interface BegunInvocation {
  readonly invocation: Invocation;
  readonly span: Span;
  readonly coldStart: boolean;
  readonly inside: Context;
}

/**
 * Leaves word of an invocation while it runs: an event that is exported at once, and a record in a file that the next
 * process finds where this one is killed. The span itself is sent once, by whichever of the two ends it: most backends
 * take one that comes twice for two.
 *
 * @returns to be called when the invocation has ended
 */
export function leaveWord(runtime: EarlyRuntime, telemetry: Telemetry, begun: BegunInvocation): () => void {
  const { invocation, span, coldStart, inside } = begun;
  const forget = runtime.guard("pending file", () => keep(runtime, telemetry, invocation, span));
  telemetry.logger.emit({
    eventName: EVENT_ISOBAR_INVOCATION_START,
    timestamp: Date.now(),
    severityNumber: SEVERITY_INFO,
    severityText: "INFO",
    body: "the invocation begins",
    attributes: {
      [ATTR_FAAS_TRIGGER]: invocation.trigger,
      [ATTR_FAAS_INVOCATION_ID]: invocation.id,
      [ATTR_FAAS_COLDSTART]: coldStart,
    },
    context: inside,
  });
  // What encodes telemetry would hold the handler up.
  setImmediate(() => void telemetry.flush(UNBOUNDED_MILLIS));
  return () => forget?.();
}

/** @returns undefined where there is no file, which is said once: that must not cost the start as well */
function keep(
  runtime: EarlyRuntime,
  telemetry: Telemetry,
  invocation: Invocation,
  span: Span,
): (() => void) | undefined {
  const state = processState();
  try {
    if (state.pendingFile === undefined) {
      state.pendingFile = "none";
      state.pendingFile = openFile(runtime, telemetry, span);
    }
    return state.pendingFile === "none" ? undefined : state.pendingFile.put(describePending(invocation, span));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "no room";
    runtime.warn(
      `earlySpan cannot write a file into the temporary folder (${code}): an invocation whose process is killed leaves its start alone`,
    );
    return undefined;
  }
}

function openFile(runtime: EarlyRuntime, telemetry: Telemetry, span: Span): PendingFile {
  const { attributes: resource = {} } =
    (span as { resource?: { attributes?: Record<string, unknown> } }).resource ?? {};
  const owner = readOwner(runtime.config, resource);
  for (const abandoned of takeAbandoned(owner)) {
    runtime.guard("killed invocation", () => report(telemetry, abandoned));
  }
  return createPendingFile({ ...owner, resource });
}

/** Sends what the killed process would have, and counts it. */
function report(telemetry: Telemetry, abandoned: AbandonedInvocation): void {
  const { id, trigger, aliveEpochMillis } = abandoned;
  const context = trace.setSpanContext(ROOT_CONTEXT, readContext(abandoned.context));
  telemetry.restore(abandoned);
  telemetry.logger.emit({
    eventName: EVENT_ISOBAR_INVOCATION_KILLED,
    timestamp: aliveEpochMillis,
    severityNumber: SEVERITY_ERROR,
    severityText: "ERROR",
    body: "the process was killed while the invocation ran",
    attributes: {
      [ATTR_FAAS_TRIGGER]: trigger,
      [ATTR_FAAS_INVOCATION_ID]: id,
      [ATTR_ERROR_TYPE]: ERROR_TYPE_KILLED,
    },
    context,
  });
  telemetry.invocations.record({ trigger, ended: "error" });
  telemetry.touch();
}
