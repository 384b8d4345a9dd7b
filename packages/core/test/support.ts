import * as api from "@opentelemetry/api";
import type { Adapter, ExporterLike, Invocation, IsobarOptions } from "../src/index.ts";
import { type AnyHandler, keepShape, prepare, runInvocation } from "../src/index.ts";
import { createLossCounter, type LossMetrics } from "../src/telemetry/losses.ts";

/** The little of a finished span that these tests look at. */
export interface SpanLike {
  readonly name: string;
  readonly kind: number;
  readonly attributes: Record<string, unknown>;
  readonly status: { readonly code: number };
  readonly links: readonly { readonly context: { readonly traceId: string } }[];
  readonly events: readonly { readonly name: string; readonly attributes?: Record<string, unknown> }[];
  readonly parentSpanContext?: { readonly spanId: string };
  spanContext(): { readonly traceId: string; readonly spanId: string };
}

export interface LogLike {
  readonly body?: unknown;
  readonly eventName?: string;
  readonly severityNumber?: number;
  readonly attributes: Record<string, unknown>;
  readonly spanContext?: { readonly traceId: string; readonly spanId: string };
}

interface MetricsLike {
  readonly scopeMetrics: readonly {
    readonly metrics: readonly {
      readonly descriptor: { readonly name: string };
      readonly dataPoints: readonly { readonly value: unknown; readonly attributes: Record<string, unknown> }[];
    }[];
  }[];
}

/** Exporters that keep what they are given; `options` hands them to `wrap`. */
export function createKept() {
  const spans: SpanLike[] = [];
  const logs: LogLike[] = [];
  const metrics: MetricsLike[] = [];
  const into = (kept: unknown[]): ExporterLike => ({
    export: (items: never, done: (result: { code: number }) => void) => {
      kept.push(...(Array.isArray(items) ? items : [items]));
      done({ code: 0 });
    },
    shutdown: async () => {},
  });
  return {
    spans,
    logs,
    metrics,
    options: { exporters: { traces: into(spans), logs: into(logs), metrics: into(metrics) } },
    /** The sum of a counter's points in everything that was exported. */
    total: (name: string): number =>
      metrics
        .flatMap((collection) => collection.scopeMetrics)
        .flatMap((scope) => scope.metrics)
        .filter((metric) => metric.descriptor.name === name)
        .flatMap((metric) => metric.dataPoints)
        .reduce((sum, point) => sum + Number(point.value), 0),
  };
}

/** A platform with nothing special, for the parts of the core that need one. */
export function createAdapter(
  overrides: Partial<Adapter<readonly unknown[], unknown>> = {},
  invocation: Partial<Invocation> = {},
): Adapter<readonly unknown[], unknown> {
  return {
    platform: "test_platform",
    resource: () => ({ "service.name": "from-platform", "faas.name": "from-platform" }),
    describe: () => ({ id: "id-1", name: "fn", trigger: "other", kind: 1, attributes: {}, ...invocation }),
    startKind: () => "cold",
    lifecycle: () => ({ mode: "blocking" }),
    logLine: { messageKey: "message", level: ({ label }) => ({ level: label }), time: (time) => ({ time }) },
    ...overrides,
  };
}

/** What an adapter's glue does, without a platform. */
export function wrap<Handler extends AnyHandler>(
  handler: Handler,
  options?: IsobarOptions,
  adapter = createAdapter(),
): Handler {
  const runtime = prepare(adapter, handler, options);
  if (runtime === undefined) return handler;
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    return runInvocation(runtime, args, () => Reflect.apply(handler, this, args));
  };
  return keepShape(wrapped, handler);
}

/** An object of which nothing can be read. */
export function createHostile(): Record<string, unknown> {
  const refuse = (): never => {
    throw new Error("hostile");
  };
  return new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse });
}

/** As a process is before Isobar is loaded. */
export function resetProcess(): void {
  Reflect.deleteProperty(globalThis, Symbol.for("isobar.v1"));
  for (const part of [api.trace, api.metrics, api.context, api.propagation, api.logs, api.diag]) part.disable();
}

/** Collects what is said through OpenTelemetry's diagnostics. */
export function collectDiagnostics(): string[] {
  const messages: string[] = [];
  const collect = (message: string, ...rest: unknown[]): void => {
    messages.push([message, ...rest].map(String).join(" "));
  };
  api.diag.setLogger(
    { error: collect, warn: collect, info: collect, debug: collect, verbose: collect },
    { logLevel: api.DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
  return messages;
}

type Loss = [kind: keyof LossMetrics, count: number, reason?: string];

/** A counter of losses that keeps what it counts. */
export function createLosses() {
  const all: Loss[] = [];
  const record =
    (kind: keyof LossMetrics): LossMetrics["dropped"] =>
    (count, _signal, reason) =>
      all.push(reason === undefined ? [kind, count] : [kind, count, reason]);
  const metrics: LossMetrics = {
    dropped: record("dropped"),
    possiblyDuplicated: record("possiblyDuplicated"),
    possiblyLost: record("possiblyLost"),
  };
  return {
    all,
    metrics,
    counter: createLossCounter(() => metrics),
    total: (kind: keyof LossMetrics) => all.filter((loss) => loss[0] === kind).reduce((sum, loss) => sum + loss[1], 0),
  };
}
