import type { Counter } from "../counts.ts";
import { createFront } from "../front.ts";
import { spawnInstance } from "../instance.ts";
import type { Surroundings } from "../surroundings.ts";
import type { InstanceInfo, InvocationInfo } from "../types.ts";
import { createLogStreamName, describeEnvironment } from "./environment.ts";
import { createExtensions } from "./extensions.ts";
import { describeExit, describeTimeout } from "./failures.ts";
import { createInstanceApi } from "./instance-api.ts";
import { createInvocationClock } from "./invocation-clock.ts";
import { createRuntimeApi } from "./runtime-api.ts";
import type { AnswerWriter } from "./streamed-answer.ts";
import { createSandboxEvents } from "./telemetry/sandbox-events.ts";
import { createTelemetryApi } from "./telemetry/telemetry-api.ts";
import type { LambdaInvocation, LambdaSettings, RuntimeAnswer } from "./types.ts";

/** How long an on-demand instance may initialise before the function's own limit begins to count. */
const INIT_LIMIT_MILLIS = 10_000;
/** What a function with an internal extension has between SIGTERM and SIGKILL. */
const SHUTDOWN_GRACE_MILLIS = 500;

const STATES = { init: "starting", idle: "idle", busy: "busy", stopping: "busy", ended: "ended" } as const;

/** One instance: the function's process with the Runtime and Extensions API that belong to it. */
export interface Sandbox {
  /** Whether the current invocation is answered, and the instance is about to be free. */
  readonly finishing: boolean;
  info(): InstanceInfo;
  /** Hands an event to the instance, which has to be idle. */
  invoke(invocation: LambdaInvocation): void;
  /** Takes the CPU away, if idle. */
  freeze(): void;
  thaw(): void;
  /** Shuts down as the platform does at scale-in, after the current invocation if there is one. */
  retire(): Promise<void>;
  kill(): Promise<void>;
}

export interface SandboxHooks {
  /** The instance can take another event now, and may be given one at once. */
  onFree(sandbox: Sandbox): void;
  /** The process has ended. */
  onEnded(sandbox: Sandbox): void;
}

/** What all instances of one function share. */
export interface SandboxServices {
  readonly counter: Counter;
  readonly surroundings: Surroundings;
}

/** Starts an instance for an event, which it gets once it has initialised. */
export async function startSandbox(
  settings: LambdaSettings,
  { counter, surroundings }: SandboxServices,
  first: LambdaInvocation,
  hooks: SandboxHooks,
): Promise<Sandbox> {
  const id = createLogStreamName();
  let phase: keyof typeof STATES = "init";
  let current: LambdaInvocation = first;
  let answered = false;
  let failed = false;
  let stream: AnswerWriter | undefined;
  let retiring = false;
  let invocations = 0;
  let initMillis: number | undefined;
  let limit: NodeJS.Timeout | undefined;

  const runtime = createRuntimeApi({
    onReady() {
      extensions.closeRegistration();
      events.runtimeStarted();
      advance();
    },
    onStream(writer) {
      if (answered) return;
      stream = writer;
      events.responding();
      current.settle({ stream: writer.answer });
    },
    onAnswer: answer,
    // The runtime that cannot go on ends by itself.
    onInitError: (failure) => answer({ failure }),
  });
  const extensions = createExtensions({
    functionName: settings.functionName,
    handler: settings.handler,
    accountId: settings.accountId,
    onReady: advance,
    onFailure(type) {
      answer({ failure: { type, message: `RequestId: ${current.requestId} Error: an extension failed` } });
      end();
    },
  });

  const telemetry = createTelemetryApi();
  const front = await createFront(createInstanceApi({ runtime, extensions, telemetry }));
  const startClock = (invocation: LambdaInvocation) =>
    createInvocationClock({ invocationId: invocation.requestId, instanceId: id }, process.startedAtMillis);
  const process = spawnInstance({
    id,
    node: settings.node,
    nodeArguments: settings.nodeArguments,
    args: settings.command,
    env: describeEnvironment(settings, { logStreamName: id, runtimeApi: `127.0.0.1:${front.port}` }),
    cwd: settings.taskRoot,
    memoryMegabytes: settings.memoryMegabytes,
    attachments: await surroundings.attach(),
    onLine(line) {
      telemetry.log(line.text);
      settings.onLine?.(line);
    },
  });
  const events = createSandboxEvents(telemetry, settings, id);

  let clock = startClock(first);

  /** Tells the caller how the invocation ended; of a streamed answer it has the beginning already. */
  function settle(outcome: RuntimeAnswer): void {
    answered = true;
    clock.answered();
    const producedBytes = "payload" in outcome ? outcome.payload.length : (stream?.bytes ?? 0);
    events.answered(producedBytes, "failure" in outcome ? outcome.failure : undefined);
    if (stream !== undefined) stream.end("failure" in outcome ? outcome.failure : undefined);
    else if (!("streamed" in outcome)) current.settle(outcome);
  }

  function answer(outcome: RuntimeAnswer): void {
    if (answered) return;
    failed = "failure" in outcome;
    if (failed) counter.failed();
    settle(outcome);
    // A runtime need not wait for the end of its stream before it asks for the next event.
    advance();
  }

  /** The invocation holds the instance no longer. */
  function closeInvocation(outcome: InvocationInfo["outcome"] = failed ? "error" : "ok"): void {
    const invocation = clock.end(outcome);
    if (invocation === undefined) return;
    counter.over(invocation);
    events.over(invocation, process.peakMegabytes, process.outOfMemory);
  }

  /** The instance is lost: it shuts down at once, and nothing that its process still says matters. */
  function end(outcome?: InvocationInfo["outcome"]): void {
    clearTimeout(limit);
    closeInvocation(outcome);
    shutDown();
  }

  function timeOut(): void {
    counter.timedOut(failed);
    if (!answered) settle({ failure: describeTimeout(current.requestId, settings.timeoutMillis) });
    end("timeout");
  }

  /** Goes on once the runtime and every extension have asked for the next event. */
  function advance(): void {
    if (runtime.ready && phase === "busy" && answered) events.runtimeDone(failed ? "error" : "ok");
    if (!runtime.ready || !extensions.allReady) return;
    if (phase === "init") {
      clearTimeout(limit);
      initMillis = performance.now() - process.startedAtMillis;
      counter.ready(initMillis);
      events.initialised(initMillis, extensions.list());
      phase = "idle";
      take(first);
    } else if (phase === "busy" && answered) {
      clearTimeout(limit);
      closeInvocation();
      phase = "idle";
      if (retiring) shutDown();
      else hooks.onFree(sandbox);
      if (phase === "idle" && settings.freeze) process.freeze();
    }
  }

  /** Gives the event to the runtime and to those extensions that want it. */
  function take(invocation: LambdaInvocation): void {
    phase = "busy";
    current = invocation;
    answered = false;
    failed = false;
    stream = undefined;
    events.started(invocation);
    const cold = invocations === 0;
    clock.begin(cold ? initMillis : undefined);
    counter.invoked({ cold });
    invocations += 1;
    process.thaw();
    limit = setTimeout(timeOut, settings.timeoutMillis);
    const { requestId, event, traceId } = invocation;
    const deadlineEpochMillis = Date.now() + settings.timeoutMillis;
    const { functionArn } = settings;
    extensions.release({
      eventType: "INVOKE",
      deadlineMs: deadlineEpochMillis,
      requestId,
      invokedFunctionArn: functionArn,
      tracing: { type: "X-Amzn-Trace-Id", value: traceId },
    });
    runtime.deliver({ requestId, event, deadlineEpochMillis, functionArn, traceId });
  }

  function shutDown(): void {
    phase = "stopping";
    telemetry.flush();
    if (extensions.count === 0) process.signal("SIGKILL");
    else void process.end(SHUTDOWN_GRACE_MILLIS);
  }

  const ended = process.exited.then(async (exit) => {
    clearTimeout(limit);
    if (phase === "init" || phase === "busy") answer({ failure: describeExit(current.requestId, exit) });
    closeInvocation();
    phase = "ended";
    await front.close();
    hooks.onEnded(sandbox);
    await telemetry.close();
  });

  const sandbox: Sandbox = {
    get finishing() {
      return phase === "busy" && answered && !retiring;
    },
    info: () => ({
      id,
      pid: process.pid,
      state: phase === "idle" && process.frozen ? "frozen" : STATES[phase],
      invocations,
      activeMillis: process.activeMillis,
      peakMegabytes: process.peakMegabytes,
      outOfMemory: process.outOfMemory,
      ...(initMillis === undefined ? {} : { initMillis }),
    }),
    invoke(invocation) {
      clock = startClock(invocation);
      take(invocation);
    },
    freeze() {
      if (phase === "idle") process.freeze();
    },
    thaw() {
      process.thaw();
    },
    retire() {
      retiring = true;
      if (phase === "idle") shutDown();
      return ended;
    },
    kill() {
      process.signal("SIGKILL");
      return ended;
    },
  };
  limit = setTimeout(timeOut, INIT_LIMIT_MILLIS + settings.timeoutMillis);
  return sandbox;
}
