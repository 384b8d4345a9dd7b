import { context, type Logger, type LoggerOptions, type LoggerProvider } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { addAttributes, copySimpleValue } from "./attributes.ts";
import { createLogRecord, LOG_LIMITS } from "./log-record.ts";

/** Where emitted records go. */
export interface LogSink {
  add(record: ReadableLogRecord): void;
  /** Sends what was added. */
  send(): Promise<unknown>;
}

/** What the API knows of a provider, and what applications ask of the SDK's. */
export interface FlushableLoggerProvider extends LoggerProvider {
  forceFlush(): Promise<void>;
  /** Sends what is pending, and takes no more. */
  shutdown(): Promise<void>;
}

/**
 * OpenTelemetry's logs API, without the SDK's: of its processors, its configuration of single loggers and its metrics
 * nothing is used here, and each function would read their text at its cold start.
 */
export function createLoggerProvider(resource: Resource, sink: LogSink): FlushableLoggerProvider {
  const loggers = new Map<string, Logger>();
  let isOpen = true;
  const createLogger = (instrumentationScope: ReadableLogRecord["instrumentationScope"]): Logger => ({
    emit(record) {
      if (!isOpen) return;
      sink.add(createLogRecord(record, record.context ?? context.active(), { resource, instrumentationScope }));
    },
    enabled: () => isOpen,
  });
  const forceFlush = async (): Promise<void> => void (await sink.send());
  return {
    getLogger(name, version, options) {
      const scope = createScope(name, version, options);
      // Records are grouped by the identity of their scope.
      const key = JSON.stringify(scope);
      const logger = loggers.get(key) ?? createLogger(scope);
      loggers.set(key, logger);
      return logger;
    },
    forceFlush,
    async shutdown() {
      isOpen = false;
      await forceFlush();
    },
  };
}

function createScope(
  name: string,
  version: string | undefined,
  { schemaUrl, attributes }: LoggerOptions = {},
): ReadableLogRecord["instrumentationScope"] {
  const scope: ReadableLogRecord["instrumentationScope"] = {
    name: name || "unknown",
    ...(version !== undefined && { version }),
    ...(schemaUrl !== undefined && { schemaUrl }),
  };
  addAttributes(scope, attributes, LOG_LIMITS, LOG_LIMITS.attributeCountLimit, copySimpleValue);
  return scope;
}
