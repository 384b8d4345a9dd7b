import { type Attributes, type Context, context, createContextKey } from "@opentelemetry/api";

const FIELDS = createContextKey("isobar: fields of the record in process");

/** What every log line says of the record that is being processed. */
export function withRecordFields(from: Context, fields: Attributes): Context {
  return from.setValue(FIELDS, fields);
}

/** The fields of the record that is being processed; undefined outside of `processBatch`. */
export function readRecordFields(): Attributes | undefined {
  return context.active().getValue(FIELDS) as Attributes | undefined;
}
