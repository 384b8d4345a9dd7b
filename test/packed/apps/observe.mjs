// Lets an application's provider work as it is, and notes what is asked of it beside tracers.
export function observe(target) {
  const calls = [];
  const provider = new Proxy(target, {
    get(object, name) {
      const member = Reflect.get(object, name);
      if (typeof member !== "function") return member;
      return (...args) => {
        if (name !== "getTracer") calls.push(name);
        // A provider that never finishes must not be able to hold the response.
        if (name === "forceFlush" && process.argv.includes("--flush-hangs")) return new Promise(() => {});
        return Reflect.apply(member, object, args);
      };
    },
  });
  return { provider, calls };
}

/** What a test needs of finished spans. */
export function collect(exporter) {
  return exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    ...(span.parentSpanContext && { parentSpanId: span.parentSpanContext.spanId }),
  }));
}
