// The core behind a platform that freezes an instance behind its response, as most do.
import { end, headers, load } from "./start.mjs";

const { createLog, prepare, runInvocation, tracer } = await load("index");
const { httpInvocation, httpOutcome } = await load("describe");
await load("semconv");

const logLine = { messageKey: "message", level: ({ label }) => ({ level: label }), time: (time) => ({ time }) };
const log = createLog(logLine, process.env);
const adapter = {
  platform: "start",
  resource: () => ({ "service.name": "start", "faas.name": "start" }),
  describe: () => ({
    id: "1",
    ...httpInvocation({ method: "GET", path: "/", route: "/", host: "example.com", headers }),
  }),
  outcome: ({ result }) => httpOutcome(result?.statusCode),
  startKind: () => "cold",
  lifecycle: () => ({ mode: "deferred", hold: () => ({ isHeld: () => true, release: () => {} }) }),
  logLine,
};
const runtime = prepare(adapter, handler, undefined);

function handler() {
  log.info({ orderId: 1 }, "called");
  return tracer.startActiveSpan("step", async (span) => {
    span.end();
    return { statusCode: 200 };
  });
}

await runInvocation(runtime, [{}], handler);
end();
