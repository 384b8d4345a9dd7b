import { AsyncLocalStorage } from "node:async_hooks";
import type { Flush } from "./adapter.ts";
import type { PendingFile } from "./early/pending-file.ts";
import type { Crash } from "./exit.ts";
import type { CallSource } from "./outgoing/watch.ts";
import { createFieldRedactor } from "./redact.ts";
import type { InvocationScope } from "./scope.ts";
import type { Telemetry } from "./telemetry.ts";

/** Everything that belongs to the process and not to one invocation. */
export interface ProcessState {
  readonly invocations: AsyncLocalStorage<InvocationScope>;
  /** When this file was first loaded, on the clock of `performance.now()`. */
  readonly loadedAtMillis: number;
  /** When the last handler was wrapped: the end of what Isobar can see of the instance's init. */
  wrappedAtMillis: number;
  /** How long the wrapping of handlers has taken so far. */
  wrappingMillis: number;
  /** Invocations that have begun so far: the first one alone may be cold. */
  begun: number;
  /** Whether the work behind the cold start goes on; undefined where there was none, or none is left. */
  isBehindColdStart: (() => boolean) | undefined;
  /** Invocations that run now. */
  readonly inFlight: InvocationScope[];
  /** The last error that nobody caught. */
  crash: Crash | undefined;
  /** Registers the telemetry that the first wrapped handler's options have made ready. */
  startTelemetry: (() => Telemetry) | undefined;
  /** Makes what is missing of the telemetry where the process ends before its first invocation. */
  createTelemetry: (() => Telemetry) | undefined;
  /** Whether the platform's own exit listeners are before Isobar's. */
  isLastAtExit: boolean;
  /** Whether rejections that others handle are seen. */
  seesRejections: boolean;
  /** Registered at the first invocation, because only then it is known whether the application brought its own. */
  telemetry: Telemetry | undefined;
  /** Names of secret fields that any wrapped handler's options have added. */
  readonly redactNames: Set<string>;
  /** What the user was told already. */
  readonly warned: Set<string>;
  /** Replaces the values of secret log fields. */
  redactFields: (fields: Record<string, unknown>) => Record<string, unknown>;
  /** Set when outgoing calls are watched: the kinds of calls that somebody else in the process makes spans of. */
  outgoing: ReadonlySet<CallSource> | undefined;
  /** With the option `earlySpan`: the file of what runs, made at the first invocation; `none` where there can be none. */
  pendingFile: PendingFile | "none" | undefined;
  /** Set once, by the first adapter whose platform announces an instance's end. */
  terminate: Flush | undefined;
}

const KEY = Symbol.for("isobar.v1");

/** The one state of this process: an ESM and a CJS copy of Isobar may both be loaded, and share it. */
export function processState(): ProcessState {
  const holder = globalThis as { [KEY]?: ProcessState };
  holder[KEY] ??= {
    invocations: new AsyncLocalStorage(),
    loadedAtMillis: performance.now(),
    wrappedAtMillis: performance.now(),
    wrappingMillis: 0,
    begun: 0,
    isBehindColdStart: undefined,
    inFlight: [],
    crash: undefined,
    startTelemetry: undefined,
    createTelemetry: undefined,
    isLastAtExit: false,
    seesRejections: false,
    telemetry: undefined,
    warned: new Set(),
    redactNames: new Set(),
    redactFields: createFieldRedactor(),
    outgoing: undefined,
    pendingFile: undefined,
    terminate: undefined,
  };
  return holder[KEY];
}
