import { type Context, context, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Invocation, ResponseStamp, Settled, Trigger } from "./adapter.ts";
import { watchColdStart } from "./cold-start.ts";
import { findOrigin, mergeCarriers } from "./context.ts";
import { joinListeners } from "./crash.ts";
import { watchDeadline } from "./deadline.ts";
import { leaveWord } from "./early/early-span.ts";
import { readErrorType } from "./errors.ts";
import { recordException } from "./exception.ts";
import { Current, readDeadline } from "./invocation.ts";
import { startSpan } from "./invocation-span.ts";
import type { InvocationMeasurement } from "./metrics.ts";
import { describeOpen, endForOwner, ignoreCalls, type OpenSpans } from "./open-spans.ts";
import { watchOutgoingCalls } from "./outgoing/watch.ts";
import { remove } from "./remove.ts";
import type { Runtime } from "./runtime.ts";
import type { InvocationScope, Unfinished } from "./scope.ts";
import { ATTR_ERROR_TYPE, ATTR_ISOBAR_RUNNING, ERROR_TYPE_TIMEOUT } from "./semconv.ts";
import { createStamp } from "./server-timing.ts";
import { type ProcessState, processState } from "./state.ts";
import type { Telemetry } from "./telemetry.ts";

/** Of the time that is left when an invocation is about to be killed: the rest is for the way. */
const LAST_EXPORT_SHARE = 0.8;

/** An invocation that has begun. The glue of a platform runs the handler in it and says how it ended. */
export interface RunningInvocation<Result> {
  /** Runs `work` so that its spans, logs and `currentInvocation()` belong to this invocation. */
  run<Value>(work: () => Value): Value;
  /**
   * The handler has ended. Only the first call counts.
   *
   * @param at - when that was, as `now` said it. @default now
   */
  end(settled: Settled<Result>, at?: number): void;
  /** The core's own clock, in milliseconds: the built core's does not begin when `performance.now()` does. */
  now(): number;
  /** The handler's result for the platform: with the stamp where `serverTiming` asks for one, else the very same. */
  stamped(result: Result): unknown;
  /** What a response says of the invocation whose headers leave now; undefined where it is to say nothing. */
  stamp(): ResponseStamp | undefined;
  /** An error came from its code that nobody caught, and for which the platform answers. Keeps nothing else alive. */
  readonly uncaught: (error: unknown) => void;
  /**
   * Exports as the platform and the options have it.
   *
   * @param whenAnswered - calls back when the response is out; by default that is two turns of the event loop later
   * @returns what the response has to wait for; undefined where it must not wait
   */
  afterwards(whenAnswered?: (work: () => void) => void): Promise<void> | undefined;
}

/**
 * Begins one invocation: reads the call, decides whether the start was cold, finds parent and links, starts the span
 * and the deadline's timer. Never throws.
 *
 * @returns undefined where the call is to run untouched
 */
export function beginInvocation<Args extends readonly unknown[], Result>(
  runtime: Runtime<Args, Result>,
  args: Args,
): RunningInvocation<Result> | undefined {
  try {
    const described = runtime.adapter.describe({ args, env: runtime.env });
    if (described === undefined) return undefined;
    if (isIgnored(runtime, described)) {
      runtime.hold(described.id)?.release();
      return undefined;
    }
    return begin(runtime, withOwnCarrier(runtime, described, args), args);
  } catch (error) {
    runtime.reportBug("begin", error);
    return undefined;
  }
}

function isIgnored(runtime: Runtime<never, never>, invocation: Invocation): boolean {
  try {
    return runtime.config.options.ignore?.(invocation) === true;
  } catch (error) {
    runtime.reportBug("ignore", error);
    return false;
  }
}

/** What the user's own `readCarrier` finds wins over what the adapter found. */
function withOwnCarrier<Args extends readonly unknown[], Result>(
  runtime: Runtime<Args, Result>,
  invocation: Invocation,
  args: Args,
): Invocation {
  const read = runtime.config.options.readCarrier;
  if (read === undefined) return invocation;
  const carrier = runtime.guard("readCarrier", () => read(...(args as unknown as never[])));
  return carrier === undefined ? invocation : { ...invocation, carrier: mergeCarriers(invocation.carrier, carrier) };
}

function begin<Args extends readonly unknown[], Result>(
  runtime: Runtime<Args, Result>,
  invocation: Invocation,
  args: Args,
): RunningInvocation<Result> {
  const begunAt = performance.now();
  // Making the telemetry takes a part of a cold start's limit.
  const begunAtEpoch = Date.now();
  const { adapter, config, env } = runtime;
  const state = processState();
  const isFirst = state.begun === 0;
  state.begun += 1;
  const coldStart = isFirst && adapter.startKind(env, performance.now() - state.loadedAtMillis) === "cold";
  const telemetry = runtime.telemetry();
  if (config.outgoingCalls !== false) watchOutgoingCalls(telemetry.isForeign);
  const startedAt = performance.now();
  const cpuAtStart = process.cpuUsage();
  const begunAtStart = state.begun;
  const beganAlone = state.inFlight.length === 0;

  const origin = findOrigin(telemetry.propagator, invocation, config, runtime.exportsAmbient());
  const { parent, platformSpan } = origin;
  const waited = hasWaited(state);
  const span = platformSpan ?? startSpan(runtime, telemetry, invocation, { coldStart, waited }, origin);
  const deadline = readDeadline(invocation, runtime.timeoutMillis(), begunAtEpoch);
  const current = new Current(invocation, { span, coldStart, deadline });
  const inside: Context = trace.setSpan(parent, span);
  const openSpans: OpenSpans = new Map(platformSpan === undefined ? [[span, startedAt]] : []);
  const unfinished = new Set<Unfinished>();
  const crash = createCrashNote(runtime, telemetry, invocation.trigger, inside);
  const scope: InvocationScope = {
    ...{ current, args, invocation, runtime, telemetry, openSpans, unfinished },
    remainingMillis: current.remainingTimeInMillis,
    uncaught: crash.note,
    cutShort(errorType, attributes) {
      if (hasEnded) return;
      span.setAttributes(attributes);
      runtime.guard("cut short", () => cutShort("error", errorType));
    },
  };
  // Only now, when nothing before can have failed, does it count as one that will end.
  state.inFlight.push(scope);
  joinListeners(state);
  const hold = runtime.hold(invocation.id);
  const isEarly = config.earlySpan && platformSpan === undefined && span.isRecording();
  const forget = isEarly
    ? runtime.guard("early span", () => leaveWord(runtime, telemetry, { invocation, span, coldStart, inside }))
    : undefined;
  const inScope = <Value>(work: () => Value): Value => state.invocations.run(scope, () => context.with(inside, work));

  const tell = (why: Parameters<Unfinished>[0]): void => {
    for (const open of unfinished) runtime.guard("unfinished", () => open(why));
  };

  let hasEnded = false;
  let hasFailed = false;
  const finish = (ended: InvocationMeasurement["ended"], errorType: string | undefined, at?: number): void => {
    hasEnded = true;
    hasFailed = ended !== "success";
    cancelDeadline();
    tell("end");
    const ranAlone = beganAlone && state.begun === begunAtStart;
    remove(state.inFlight, scope);
    if (errorType !== undefined) {
      span.setAttribute(ATTR_ERROR_TYPE, errorType);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    openSpans.delete(span);
    // Span processors of the application's own run here.
    runtime.guard("span", () => span.end(at));
    if (forget !== undefined) runtime.guard("pending file", forget);
    const cpu = process.cpuUsage(cpuAtStart);
    telemetry.invocations.record({
      trigger: invocation.trigger,
      ended,
      durationSeconds: ((at ?? performance.now()) - startedAt) / 1000,
      ...(coldStart && { initSeconds: state.wrappedAtMillis / 1000 }),
      ...(ranAlone && { cpuSeconds: (cpu.user + cpu.system) / 1e6 }),
    });
    telemetry.touch();
  };

  /** Nobody will end what is still open: the innermost goes first, as it would have. */
  const cutShort = (ended: "timeout" | "error", errorType: string): void => {
    tell("deadline");
    for (const open of [...openSpans.keys()].reverse()) {
      if (open !== span) runtime.guard("open span", () => endForOwner(open, errorType));
    }
    finish(ended, errorType);
    ignoreCalls(span);
  };

  const end = (settled: Settled<Result>, at: number | undefined): void => {
    if (hasEnded) return;
    // A result may have getters that throw; the invocation has ended all the same.
    const outcome = runtime.guard("outcome", () => adapter.outcome?.(settled, invocation));
    if (outcome?.attributes !== undefined) span.setAttributes(runtime.naming(outcome.attributes));
    if ("error" in settled) {
      // Thrown on, it may become one that nobody catches: it is recorded already then.
      if (crash.note(settled.error)) finish("error", readErrorType(settled.error), at);
      else cutShort("error", readErrorType(settled.error));
    } else if (outcome?.errorType !== undefined) {
      // The platform answers for an invocation whose error nobody caught: that error is what it failed of.
      if (crash.last !== undefined) cutShort("error", readErrorType(crash.last.error));
      else finish("error", outcome.errorType, at);
    } else {
      finish("success", undefined, at);
    }
  };

  const cancelDeadline = watchDeadline(deadline, {
    isSurelyLess: isFirst && runtime.countsEarlier,
    onNear: (marginMillis) => telemetry.warm(marginMillis),
    onDeadline: (leftMillis) => {
      if (hasEnded) return;
      runtime.guard("deadline log", () => inScope(() => logTimeout(runtime, openSpans)));
      runtime.guard("deadline", () => cutShort("timeout", ERROR_TYPE_TIMEOUT));
      // The process is about to be killed: what is left of its time is the budget.
      void telemetry.shutdown(leftMillis * LAST_EXPORT_SHARE);
    },
  });

  const beginMillis = performance.now() - begunAt;
  if (coldStart && runtime.takesSeveral) {
    state.isBehindColdStart = watchColdStart(state.wrappedAtMillis + beginMillis);
  }
  let endedAt = 0;
  let handlerMillis: number | undefined;
  const stamp = (): ResponseStamp | undefined =>
    config.serverTiming && invocation.trigger === "http"
      ? createStamp(
          invocation.id,
          handlerMillis ?? performance.now() - startedAt,
          coldStart ? state.wrappedAtMillis : undefined,
        )
      : undefined;
  return {
    run: inScope,
    now: () => performance.now(),
    stamp,
    stamped(result) {
      const stamping = stamp();
      if (stamping === undefined) return result;
      return runtime.guard("stamp", () => adapter.stamp?.(result, stamping, { args, invocation })) ?? result;
    },
    uncaught: crash.note,
    end(settled, at) {
      if (endedAt > 0) return;
      const endingAt = performance.now();
      handlerMillis = endingAt - startedAt;
      runtime.guard("end", () => end(settled, at));
      endedAt = performance.now();
      runtime.guard("overhead", () => telemetry.overhead.wrap(beginMillis + endedAt - endingAt));
    },
    afterwards: (whenAnswered) =>
      runtime.guard("afterwards", () => {
        const remainingMillis = current.remainingTimeInMillis();
        return runtime.exportAfter({ telemetry, remainingMillis, hold, hasFailed, endedAt, whenAnswered });
      }),
  };
}

/** What an invocation failed of: an error that the handler threw, or that nobody caught. */
interface CrashNote {
  /** The error that was recorded last. */
  last: { readonly error: unknown } | undefined;
  /** Records an error, but not the same twice. @returns whether it was recorded now */
  note(error: unknown): boolean;
}

/** Apart from `begin`: what hears of errors that come late keeps this alive with the response, and is to keep no more. */
function createCrashNote(
  { config, guard }: Pick<Runtime<never, never>, "config" | "guard">,
  telemetry: Telemetry,
  trigger: Trigger,
  inside: Context,
): CrashNote {
  const note: CrashNote = {
    last: undefined,
    note(error) {
      if (note.last !== undefined && note.last.error === error) return false;
      note.last = { error };
      guard("exception", () => recordException(config, telemetry, trigger, error, inside));
      return true;
    },
  };
  return note;
}

function logTimeout(runtime: Pick<Runtime<never, never>, "log">, openSpans: OpenSpans): void {
  const fields = { [ATTR_ERROR_TYPE]: ERROR_TYPE_TIMEOUT, [ATTR_ISOBAR_RUNNING]: describeOpen(openSpans) };
  runtime.log().error(fields, "the invocation runs into its time limit");
}

/** Whether an invocation that begins now was held up by the cold start's. */
function hasWaited(state: ProcessState): boolean {
  if (state.isBehindColdStart?.() === true) return true;
  state.isBehindColdStart = undefined;
  return false;
}
