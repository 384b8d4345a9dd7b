import { randomBytes } from "node:crypto";
import type { InvocationInfo } from "../../types.ts";
import { REGION } from "../environment.ts";
import type { LambdaFailure, LambdaInvocation, LambdaSettings } from "../types.ts";
import type { TelemetryApi } from "./telemetry-api.ts";

const MEBIBYTE = 1_048_576;
const INIT = { initializationType: "on-demand", phase: "init" } as const;

/** Tells the Telemetry API what happens to an instance, in the words of its schema. */
export interface SandboxEvents {
  /** The runtime has asked for its first event. */
  runtimeStarted(): void;
  /** The instance can take its first event; who registered in it. */
  initialised(durationMillis: number, extensions: readonly ExtensionInfo[]): void;
  /** The instance gets an event. */
  started(invocation: LambdaInvocation): void;
  /** The first byte of its answer is there. */
  responding(): void;
  /** The whole answer is there. */
  answered(producedBytes: number, failure?: LambdaFailure): void;
  /** The runtime is done with the event, or lost. Only the first call for an event counts. */
  runtimeDone(outcome: InvocationInfo["outcome"]): void;
  /** The invocation is over, or its instance was lost before it began. */
  over(invocation: InvocationInfo, peakMegabytes: number, outOfMemory: boolean): void;
}

const STATUS = { ok: "success", error: "error", timeout: "timeout" } as const;

/** An extension, as it registered. */
export interface ExtensionInfo {
  readonly name: string;
  readonly events: readonly string[];
}

interface Running {
  readonly requestId: string;
  readonly tracing: object;
  readonly startedAt: number;
  respondingAt?: number;
  answeredAt?: number;
  producedBytes: number;
  failure?: LambdaFailure | undefined;
  done: boolean;
}

const round = (millis: number) => Math.round(millis * 1000) / 1000;
const toTime = (millis: number) => new Date(performance.timeOrigin + millis).toISOString();

function describeSpans({ startedAt, respondingAt, answeredAt }: Running, now: number): object[] {
  if (answeredAt === undefined) return [];
  const span = (name: string, from: number, to: number) => ({
    name,
    start: toTime(from),
    durationMs: round(to - from),
  });
  const first = respondingAt ?? answeredAt;
  return [
    span("responseLatency", startedAt, first),
    span("responseDuration", first, answeredAt),
    span("runtimeOverhead", answeredAt, now),
  ];
}

/** Tells that the instance starts, and makes what tells the rest. */
export function createSandboxEvents(api: TelemetryApi, settings: LambdaSettings, instanceId: string): SandboxEvents {
  let running: Running | undefined;
  let initMillis: number | undefined;
  let runtimeStarted = false;
  let initFailure: LambdaFailure | undefined;
  api.emit("initStart", {
    ...INIT,
    runtimeVersion: `nodejs:${settings.nodeMajor}.local`,
    runtimeVersionArn: `arn:aws:lambda:${REGION}::runtime:local`,
    functionName: settings.functionName,
    functionVersion: "$LATEST",
    instanceId,
    instanceMaxMemory: settings.memoryMegabytes * MEBIBYTE,
  });

  const describeStatus = (outcome: InvocationInfo["outcome"], failure: LambdaFailure | undefined) => ({
    status: STATUS[outcome],
    ...(outcome === "error" && failure !== undefined ? { errorType: failure.type } : {}),
  });

  function runtimeDone(outcome: InvocationInfo["outcome"]): void {
    if (running === undefined || running.done) return;
    running.done = true;
    const { requestId, tracing, startedAt, producedBytes, failure } = running;
    const now = performance.now();
    api.emit("runtimeDone", {
      requestId,
      ...describeStatus(outcome, failure),
      tracing,
      ...(outcome === "timeout" ? {} : { spans: describeSpans(running, now) }),
      metrics: { durationMs: round(now - startedAt), producedBytes },
    });
  }

  return {
    runtimeStarted() {
      if (!runtimeStarted) api.emit("initRuntimeDone", { ...INIT, status: "success" });
      runtimeStarted = true;
    },
    initialised(durationMillis, extensions) {
      initMillis = durationMillis;
      for (const { name, events } of extensions) api.emit("extension", { name, state: "Ready", events });
      api.emit("initReport", { ...INIT, status: "success", metrics: { durationMs: round(durationMillis) } });
      api.closeSubscription();
    },
    started({ requestId, traceId }) {
      const spanId = randomBytes(8).toString("hex");
      const tracing = { spanId, type: "X-Amzn-Trace-Id", value: traceId };
      running = { requestId, tracing, startedAt: performance.now(), producedBytes: 0, done: false };
      api.emit("start", { requestId, version: "$LATEST", tracing });
    },
    responding() {
      if (running !== undefined) running.respondingAt ??= performance.now();
    },
    answered(producedBytes, failure) {
      if (running === undefined) {
        initFailure = failure;
        return;
      }
      running.answeredAt = performance.now();
      running.producedBytes = producedBytes;
      running.failure = failure;
    },
    runtimeDone,
    over(invocation, peakMegabytes, outOfMemory) {
      const { outcome, responseMillis, holdMillis = 0, billedMillis } = invocation;
      if (running === undefined) {
        const failed = { ...INIT, ...describeStatus(outcome, initFailure) };
        if (!runtimeStarted) api.emit("initRuntimeDone", failed);
        api.emit("initReport", { ...failed, metrics: { durationMs: round(invocation.initMillis ?? 0) } });
        return;
      }
      runtimeDone(outcome);
      const { requestId, tracing, failure } = running;
      running = undefined;
      const memory = { memorySizeMB: settings.memoryMegabytes, maxMemoryUsedMB: Math.ceil(peakMegabytes) };
      const init = initMillis === undefined ? {} : { initDurationMs: round(initMillis) };
      initMillis = undefined;
      api.emit("report", {
        requestId,
        ...describeStatus(outcome, outOfMemory ? { type: "Runtime.OutOfMemory", message: "" } : failure),
        metrics: { durationMs: round(responseMillis + holdMillis), billedDurationMs: billedMillis, ...memory, ...init },
        tracing,
      });
    },
  };
}
