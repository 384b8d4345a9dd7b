import { metrics } from "@opentelemetry/api";
import pino from "pino";

const log = pino();
const meter = metrics.getMeter("orders");
const invocations = meter.createCounter("faas.invocations");
const coldStarts = meter.createCounter("faas.coldstarts");
const durations = meter.createHistogram("faas.invoke_duration", { unit: "s" });
coldStarts.add(1);

export const handler = async (event) => {
  const begunAt = performance.now();
  log.info({ path: event.rawPath }, "order requested");
  invocations.add(1);
  durations.record((performance.now() - begunAt) / 1000);
  return { statusCode: 200, body: event.rawPath };
};
