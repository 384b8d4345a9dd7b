import { type Meter, metrics, type Tracer, trace } from "@opentelemetry/api";
import { processState } from "./state.ts";
import { VERSION } from "./version.ts";

/** A tracer for the handler's own spans; they join the trace of the current invocation. */
export const tracer: Tracer = trace.getTracer("isobar.handler", VERSION);

/**
 * A meter for the handler's own instruments. Instruments made before the first invocation record nothing, because
 * OpenTelemetry's metrics API has no late binding: make them inside the handler, or lazily.
 */
export const meter: Pick<Meter, keyof Meter> = new Proxy({} as Meter, {
  get: (_target, name) => {
    const current = metrics.getMeter("isobar.handler", VERSION);
    const member: unknown = Reflect.get(current, name);
    return typeof member === "function" ? member.bind(current) : member;
  },
});

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
