import { type Context, trace } from "@opentelemetry/api";
import type { Trigger } from "./adapter.ts";
import type { Config } from "./config.ts";
import { describeException } from "./errors.ts";
import {
  EVENT_EXCEPTION,
  EVENT_FAAS_INVOCATION_EXCEPTION,
  EVENT_HTTP_SERVER_REQUEST_EXCEPTION,
  EVENT_MESSAGING_PROCESS_EXCEPTION,
} from "./semconv.ts";
import type { Telemetry } from "./telemetry.ts";

const EVENTS: Partial<Record<Trigger, string>> = {
  http: EVENT_HTTP_SERVER_REQUEST_EXCEPTION,
  pubsub: EVENT_MESSAGING_PROCESS_EXCEPTION,
};

/**
 * Records what a handler threw: as a log record, as an event of the span, or as both.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-logs/
 */
export function recordException(
  config: Config,
  telemetry: Telemetry,
  trigger: Trigger,
  error: unknown,
  inside: Context,
): void {
  const attributes = describeException(error, config.privacy.exceptionMessage);
  if (config.exceptionSignal !== "events") {
    telemetry.logger.emit({
      eventName: EVENTS[trigger] ?? EVENT_FAAS_INVOCATION_EXCEPTION,
      timestamp: Date.now(),
      severityNumber: 17,
      severityText: "ERROR",
      attributes,
      context: inside,
    });
  }
  if (config.exceptionSignal !== "logs") trace.getSpan(inside)?.addEvent(EVENT_EXCEPTION, attributes);
}
