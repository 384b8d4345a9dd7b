// An application's own tracing, with the 2.x line of the SDK.
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { collect, observe } from "./observe.mjs";

const exporter = new InMemorySpanExporter();
const { provider, calls } = observe(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(provider);

export function collected() {
  return { calls, spans: collect(exporter) };
}
