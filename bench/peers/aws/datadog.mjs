import { datadog, sendDistributionMetric } from "datadog-lambda-js";
import pino from "pino";

const log = pino();

export const handler = datadog(async (event) => {
  log.info({ path: event.rawPath }, "order requested");
  sendDistributionMetric("orders.requested", 1);
  return { statusCode: 200, body: event.rawPath };
});
