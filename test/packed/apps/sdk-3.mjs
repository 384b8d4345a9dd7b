// An application's own tracing, with the 3.x line of the SDK.
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { collect, observe } from "./observe.mjs";

const exporter = new InMemorySpanExporter();
const { provider, calls } = observe(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(provider);

export function collected() {
  return { calls, spans: collect(exporter) };
}
