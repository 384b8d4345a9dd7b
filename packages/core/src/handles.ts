import { type Meter, metrics, type Tracer, trace } from "@opentelemetry/api";
import { processState } from "./state.ts";
import { VERSION } from "./version.ts";

/** A tracer for the handler's own spans; they join the trace of the current invocation. */
export const tracer: Pick<Tracer, keyof Tracer> = createLate(() => trace.getTracer("isobar.handler", VERSION));

/**
 * A meter for the handler's own instruments. Instruments made before the first invocation record nothing, because
 * OpenTelemetry's metrics API has no late binding: make them inside the handler, or lazily.
 */
export const meter: Pick<Meter, keyof Meter> = createLate(() => metrics.getMeter("isobar.handler", VERSION));

/** What is asked for at each use: a provider may be registered, or replaced between two tests, after this was loaded. */
function createLate<Handle extends object>(current: () => Handle): Handle {
  return new Proxy({} as Handle, {
    get: (_target, name) => {
      const handle = current();
      const member: unknown = Reflect.get(handle, name);
      return typeof member === "function" ? member.bind(handle) : member;
    },
  });
}

/**
 * Sends what is pending now.
 *
 * @param timeoutMillis - how long to wait for it
 */
export async function flush(timeoutMillis = 500): Promise<void> {
  const { telemetry } = processState();
  telemetry?.touch();
  await telemetry?.flush(timeoutMillis);
}
