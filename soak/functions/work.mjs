import { SpanStatusCode, trace } from "@opentelemetry/api";

const OF_ERROR = { code: SpanStatusCode.ERROR };
let counter;

/** What `instrument` is given: every body that leaves says which process it is from, and a filter of the user's throws. */
export const options = {
  resource: { "soak.pid": process.pid },
  beforeExport: ({ name }) => {
    if (name === "filtered") throw new Error("a filter with a bug");
    return true;
  },
};

/**
 * Makes the telemetry that an order asks for, each record under an id of its own, and says so on stdout, which no
 * backend and no network is between.
 *
 * @throws where the order asks for it
 */
export async function act(order, { log, meter, tracer }) {
  const { id, spans, errors, filtered, logs, throws } = order;
  const span = trace.getActiveSpan();
  span.setAttribute("soak.id", `${id}/root`);
  for (let index = 0; index < spans; index += 1) {
    const child = tracer.startSpan(index < filtered ? "filtered" : "step", {
      attributes: { "soak.id": `${id}/span-${index}` },
    });
    if (index >= spans - errors) child.setStatus(OF_ERROR);
    child.end();
  }
  for (let index = 0; index < logs; index += 1) log.info({ "soak.id": `${id}/log-${index}` }, "soak");
  counter ??= meter.createCounter("soak.invocations");
  counter.add(1, { "soak.id": id });
  process.stdout.write(`${JSON.stringify({ soak: id, span: span.spanContext().spanId })}\n`);
  if (throws) throw new Error("as the order asks");
  return { id, pid: process.pid };
}
