import { createTable, enumeration, message, messages, optional, scalar } from "./table.ts";

/** `opentelemetry.proto.resource.v1.Resource` */
export const resourceTable = createTable({
  attributes: scalar(1, "attributes"),
  droppedAttributesCount: scalar(2, "uint32"),
});

/** `opentelemetry.proto.common.v1.InstrumentationScope` */
export const scopeTable = createTable({
  name: scalar(1, "string"),
  version: scalar(2, "string"),
  attributes: scalar(3, "attributes"),
  droppedAttributesCount: scalar(4, "uint32"),
});

const eventTable = createTable({
  timeUnixNano: scalar(1, "time"),
  name: scalar(2, "string"),
  attributes: scalar(3, "attributes"),
  droppedAttributesCount: scalar(4, "uint32"),
});

const linkTable = createTable({
  traceId: scalar(1, "traceId"),
  spanId: scalar(2, "spanId"),
  traceState: scalar(3, "string"),
  attributes: scalar(4, "attributes"),
  droppedAttributesCount: scalar(5, "uint32"),
  flags: scalar(6, "fixed32"),
});

const statusTable = createTable({
  message: scalar(2, "string"),
  code: enumeration(3, "STATUS_CODE_", ["unset", "ok", "error"]),
});

const spanTable = createTable({
  traceId: scalar(1, "traceId"),
  spanId: scalar(2, "spanId"),
  traceState: scalar(3, "string"),
  parentSpanId: optional(4, "spanId"),
  name: scalar(5, "string"),
  kind: enumeration(6, "SPAN_KIND_", ["unspecified", "internal", "server", "client", "producer", "consumer"]),
  startTimeUnixNano: scalar(7, "time"),
  endTimeUnixNano: scalar(8, "time"),
  attributes: scalar(9, "attributes"),
  droppedAttributesCount: scalar(10, "uint32"),
  events: messages(11, eventTable),
  droppedEventsCount: scalar(12, "uint32"),
  links: messages(13, linkTable),
  droppedLinksCount: scalar(14, "uint32"),
  status: message(15, statusTable),
  flags: scalar(16, "fixed32"),
});

const logRecordTable = createTable({
  timeUnixNano: scalar(1, "time"),
  severityNumber: scalar(2, "severity"),
  severityText: scalar(3, "string"),
  body: scalar(5, "anyValue"),
  attributes: scalar(6, "attributes"),
  droppedAttributesCount: scalar(7, "uint32"),
  flags: scalar(8, "fixed32"),
  traceId: optional(9, "traceId"),
  spanId: optional(10, "spanId"),
  observedTimeUnixNano: scalar(11, "time"),
  eventName: scalar(12, "string"),
});

/** `ExportTraceServiceRequest`, which is `TracesData` under another name. */
export const tracesTable = createTable({
  resourceSpans: messages(
    1,
    createTable({
      resource: message(1, resourceTable),
      scopeSpans: messages(
        2,
        createTable({
          scope: message(1, scopeTable),
          spans: messages(2, spanTable),
          schemaUrl: scalar(3, "string"),
        }),
      ),
      schemaUrl: scalar(3, "string"),
    }),
  ),
});

/** `ExportLogsServiceRequest`, which is `LogsData` under another name. */
export const logsTable = createTable({
  resourceLogs: messages(
    1,
    createTable({
      resource: message(1, resourceTable),
      scopeLogs: messages(
        2,
        createTable({
          scope: message(1, scopeTable),
          logRecords: messages(2, logRecordTable),
          schemaUrl: scalar(3, "string"),
        }),
      ),
      schemaUrl: scalar(3, "string"),
    }),
  ),
});
