import { createNoopMeter, metrics, ProxyTracerProvider, type TracerProvider, trace } from "@opentelemetry/api";
import type { ExportSource } from "../export-source.ts";

/** The application's own tracer provider, where it has registered one. */
export function foreignTracerProvider(): TracerProvider | undefined {
  const registered = trace.getTracerProvider();
  const provider =
    registered instanceof ProxyTracerProvider || hasDelegate(registered) ? registered.getDelegate() : registered;
  // A fresh proxy delegates to the API's one no-op provider: that is what "nobody registered" looks like.
  return provider === new ProxyTracerProvider().getDelegate() ? undefined : provider;
}

/** True where the application has registered a meter provider of its own. */
export function hasForeignMeterProvider(): boolean {
  return metrics.getMeterProvider().getMeter("isobar") !== createNoopMeter();
}

function hasDelegate(provider: TracerProvider): provider is ProxyTracerProvider {
  return typeof (provider as { getDelegate?: unknown }).getDelegate === "function";
}

/** The application's provider as a source: all that Isobar asks of it is to flush. */
export function createForeignSource(provider: object): ExportSource {
  let touched = false;
  return {
    touch: () => {
      touched = true;
    },
    hasPending: () => touched,
    async send() {
      touched = false;
      try {
        await (provider as { forceFlush?: () => Promise<void> }).forceFlush?.();
        return { isSent: true };
      } catch {
        return { isSent: false };
      }
    },
  };
}
