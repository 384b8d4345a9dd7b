import type { AnyHandler, IsobarOptions, Settled } from "@isobar/core";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { createMemoryTelemetry, type MemoryTelemetry } from "../memory-telemetry.ts";
import { resetIsobar } from "../reset.ts";
import type { ConformanceCall, ConformanceSpec } from "./spec.ts";

/** A fresh process on the platform, as far as one process can be it several times. */
export interface World {
  readonly telemetry: MemoryTelemetry;
  /** What was said through OpenTelemetry's diagnostics. */
  readonly diagnostics: readonly string[];
}

/** Runs `work` in the platform's environment, before the first invocation, with telemetry in memory. */
export async function inWorld<Args extends readonly unknown[], Result>(
  spec: ConformanceSpec<Args, Result>,
  work: (world: World) => Promise<void>,
): Promise<void> {
  const restore = replaceEnvironment(spec.env);
  try {
    const telemetry = createMemoryTelemetry({ resource: spec.adapter.resource(spec.env) });
    const diagnostics: string[] = [];
    const collect = (message: string): void => {
      diagnostics.push(message);
    };
    diag.setLogger(
      { error: collect, warn: collect, info: collect, debug: collect, verbose: collect },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    await work({ telemetry, diagnostics });
  } finally {
    resetIsobar();
    restore();
  }
}

/** The environment is changed in place: adapters may have taken a reference to it when they were loaded. */
function replaceEnvironment(env: Readonly<Record<string, string | undefined>>): () => void {
  const before = { ...process.env };
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("OTEL_") || name.startsWith("ISOBAR_")) delete process.env[name];
  }
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined) process.env[name] = value;
  }
  return () => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before);
  };
}

/** A handler with the number of parameters that this call's handlers have: platforms and adapters go by it. */
export function withArity<Handler extends AnyHandler>(handler: Handler, arity: number): Handler {
  return Object.defineProperty(handler, "length", { value: arity, configurable: true });
}

/** The arity of a handler for this call. */
export function arityOf<Args extends readonly unknown[]>(
  call: Pick<ConformanceCall<Args>, "args" | "arity" | "result">,
): number {
  return call.arity ?? call.args().length;
}

/** Makes one call of a wrapped `body`, and says how it settled for the caller. */
export async function drive<Args extends readonly unknown[], Result>(
  spec: ConformanceSpec<Args, Result>,
  call: ConformanceCall<Args, Result>,
  body: (args: Args) => unknown,
  settings: { readonly args?: Args; readonly options?: IsobarOptions } = {},
): Promise<Settled<unknown>> {
  const wrapped = wrapBody(spec, call, body, settings.options);
  return driveWrapped(call, wrapped, settings.args ?? call.args());
}

/** `body` as a handler of this call, wrapped. */
export function wrapBody<Args extends readonly unknown[], Result>(
  spec: ConformanceSpec<Args, Result>,
  call: ConformanceCall<Args, Result>,
  body: (args: Args) => unknown,
  options?: IsobarOptions,
): AnyHandler {
  const handler = async (...args: unknown[]): Promise<unknown> => {
    const result = await body(args as unknown as Args);
    call.respond?.(args as unknown as Args);
    return result;
  };
  return spec.instrument(withArity(handler, arityOf(call)), options);
}

/** Makes one call, and says how it settled for the caller. */
export async function driveWrapped<Args extends readonly unknown[], Result>(
  call: ConformanceCall<Args, Result>,
  wrapped: AnyHandler,
  args: Args,
): Promise<Settled<unknown>> {
  try {
    return { result: await (call.drive === undefined ? wrapped(...args) : call.drive(wrapped, args)) };
  } catch (error) {
    return { error };
  }
}

/** What a handler of this call returns. */
export function resultOf<Args extends readonly unknown[]>(
  call: Pick<ConformanceCall<Args>, "args" | "arity" | "result">,
): unknown {
  return call.result === undefined ? { ok: true } : call.result();
}

/** Waits until `isTrue`, and fails when it does not come about in time: before the test runner gives up and goes on. */
export async function until(isTrue: () => boolean, what: string): Promise<void> {
  const giveUpAt = performance.now() + 4000;
  while (!isTrue()) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
