import * as Sentry from "@sentry/aws-serverless";
import pino from "pino";

const log = pino();
Sentry.init({ tracesSampleRate: 1, enableLogs: true });

export const handler = Sentry.wrapHandler((event) =>
  Sentry.startSpan({ name: "GET /orders/{id}", op: "function.aws.lambda" }, async () => {
    log.info({ path: event.rawPath }, "order requested");
    Sentry.logger.info("order requested", { path: event.rawPath });
    return { statusCode: 200, body: event.rawPath };
  }),
);
