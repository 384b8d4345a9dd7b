// A function as a user writes it: one span and one log line of its own.
import { currentInvocation, instrument, log } from "@isobar/aws-lambda";
import { trace } from "@opentelemetry/api";

// Made while the module loads, as most code does: it has to record all the same.
const tracer = trace.getTracer("app");

export const handler = instrument(async (event) =>
  tracer.startActiveSpan("child", async (span) => {
    log.info({ path: event.rawPath }, "in the child");
    span.end();
    return { statusCode: 200, body: currentInvocation()?.id };
  }),
);
