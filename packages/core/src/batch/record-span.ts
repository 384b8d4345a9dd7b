import { type Attributes, context, SpanStatusCode, trace } from "@opentelemetry/api";
import type { BatchRecord, Invocation } from "../adapter.ts";
import { extractSafely } from "../context.ts";
import { KIND_CONSUMER } from "../describe/kind.ts";
import { readErrorType } from "../errors.ts";
import { recordException } from "../exception.ts";
import type { InvocationScope } from "../scope.ts";
import {
  ATTR_ERROR_TYPE,
  ATTR_FAAS_DOCUMENT_COLLECTION,
  ATTR_ISOBAR_EVENT_ID,
  ATTR_MESSAGING_CONSUMER_GROUP_NAME,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_DESTINATION_PARTITION_ID,
  ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM_NAME,
} from "../semconv.ts";
import { withRecordFields } from "./record-fields.ts";

/** What the invocation says of where its records come from. */
const OF_SOURCE = [
  ATTR_MESSAGING_SYSTEM_NAME,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_DESTINATION_PARTITION_ID,
  ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME,
  ATTR_MESSAGING_CONSUMER_GROUP_NAME,
  ATTR_FAAS_DOCUMENT_COLLECTION,
] as const;

/** The event that records come from, as far as their spans name it. */
export type RecordSource = Pick<Invocation, "trigger" | "attributes">;

/** A record that is being processed. */
export interface RunningRecord {
  /** Runs `work` so that its spans and logs belong to the record. */
  run<Value>(work: () => Value): Value;
  succeeded(): void;
  failed(error: unknown): void;
}

/**
 * Starts a record's span: a child of what is around it, and linked to where the record comes from; or the other way
 * round, where `parent` says so and the sender's context is trusted.
 */
export function beginRecord(
  scope: InvocationScope,
  source: RecordSource,
  record: BatchRecord,
  parent: "invocation" | "record",
): RunningRecord {
  const { telemetry, openSpans } = scope;
  const { config, naming, guard } = scope.runtime;
  const around = context.active();
  const sent = extractSafely(telemetry.propagator, record.carrier);
  const sender = trace.getSpanContext(sent);
  const isOfSender = parent === "record" && sender !== undefined && config.incomingContext === "trust";
  const origin = isOfSender ? sent : around;
  const linked = isOfSender ? trace.getSpanContext(around) : sender;

  const attributes = describeRecord(source, record);
  const destination = attributes[ATTR_MESSAGING_DESTINATION_NAME] ?? attributes[ATTR_FAAS_DOCUMENT_COLLECTION];
  const span = telemetry.tracer.startSpan(
    destination === undefined ? "process" : `process ${String(destination)}`,
    {
      kind: KIND_CONSUMER,
      attributes: naming(attributes),
      links: linked === undefined ? [] : [{ context: linked }],
    },
    origin,
  );
  const inside = withRecordFields(trace.setSpan(origin, span), describeId(source, record));

  // A provider of the application's own does not tell of its spans.
  openSpans.set(span, performance.now());
  const end = (errorType?: string): void => {
    if (!openSpans.delete(span)) return;
    if (errorType !== undefined) {
      span.setAttribute(ATTR_ERROR_TYPE, errorType);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    guard("span", () => span.end());
  };

  return {
    run: (work) => context.with(inside, work),
    succeeded: () => end(),
    failed: (error) => {
      if (!openSpans.has(span)) return;
      guard("exception", () => recordException(config, telemetry, source.trigger, error, inside));
      end(readErrorType(error));
    },
  };
}

function describeRecord(source: RecordSource, record: BatchRecord): Attributes {
  const attributes: Attributes = {};
  for (const name of OF_SOURCE) {
    const value = source.attributes[name];
    if (value !== undefined) attributes[name] = value;
  }
  return {
    ...attributes,
    ...(source.trigger === "pubsub" && {
      [ATTR_MESSAGING_OPERATION_NAME]: "process",
      [ATTR_MESSAGING_OPERATION_TYPE]: "process",
    }),
    ...describeId(source, record),
    ...record.attributes,
  };
}

/** What is no message has an id all the same: a change's sequence number, a task's id. */
function describeId({ trigger }: RecordSource, { id }: BatchRecord): Attributes {
  return id === undefined ? {} : { [trigger === "pubsub" ? ATTR_MESSAGING_MESSAGE_ID : ATTR_ISOBAR_EVENT_ID]: id };
}
