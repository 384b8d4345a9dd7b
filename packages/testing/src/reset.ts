import { currentInvocation } from "@isobar/core";
import * as api from "@opentelemetry/api";

const KEY = Symbol.for("isobar.v1");

/**
 * Takes the process back to before its first invocation: the next one is a cold start again, no telemetry is set up,
 * and nothing is registered with OpenTelemetry. Handlers that are already wrapped stay usable.
 *
 * A tracer that was taken from OpenTelemetry before keeps the provider that it had: where tests share such a tracer,
 * use one memory telemetry for all of them, and `clear()` it.
 */
export function resetIsobar(): void {
  const holder = globalThis as { [KEY]?: Record<string, unknown> };
  const state = holder[KEY];
  if (state !== undefined) {
    // The state is made where it is missing; what wrapped handlers hold has to stay the same object.
    delete holder[KEY];
    currentInvocation();
    // Signal listeners are there already, and read this object: they are not to be added once more.
    const { invocations: _invocations, terminate: _terminate, ...fresh } = holder[KEY] ?? {};
    Object.assign(state, fresh);
    holder[KEY] = state;
  }
  // Tracers that were taken before any provider was registered would be cut off from the next one.
  if (isTracing()) api.trace.disable();
  api.metrics.disable();
  api.context.disable();
  api.propagation.disable();
  api.diag.disable();
  // The logs API came with 1.10.
  (api as { logs?: { disable(): void } }).logs?.disable();
}

function isTracing(): boolean {
  const registered = api.trace.getTracerProvider() as { getDelegate?: () => unknown };
  return registered.getDelegate?.() !== new api.ProxyTracerProvider().getDelegate();
}

/** Makes `telemetry` what every wrapped handler of this process sends to. */
export function useTelemetry(telemetry: unknown): void {
  currentInvocation();
  Object.assign((globalThis as { [KEY]?: object })[KEY] ?? {}, { telemetry });
}
