import { plainRow } from "./aws-rules.ts";
import {
  arn,
  at,
  between,
  type Expected,
  first,
  from,
  isoOfSeconds,
  lengthOf,
  literal,
  type MessageRow,
  type Row,
  text,
  when,
} from "./expect.ts";

const bucket = text("Records", 0, "s3", "bucket", "name");
const tableArn = text("Records", 0, "eventSourceARN");
const table = between(tableArn, "table/", "/stream");

/** triggers.md 1.8, S3: by the event's name, which may begin with `s3:`. */
const s3Operation = from(text("Records", 0, "eventName"), (name) => {
  const bare = name.replace("s3:", "");
  if (bare.startsWith("ObjectCreated:")) return "insert";
  return bare.startsWith("ObjectRemoved:") || bare.startsWith("LifecycleExpiration:") ? "delete" : "edit";
});

const byName = (names: Readonly<Record<string, string>>, name: Expected<string>): Expected<string> =>
  from(name, (value) => names[value]);

const document = ["events", 0, "event"] as const;

const withMessages = (row: Row, messages: Expected<MessageRow[]>): Row => ({ ...row, messages });

/** triggers.md 1.8: data sources and timers. */
export const dataRows: readonly Row[] = [
  plainRow("s3", "datasource", "aws.s3", {
    "faas.document.collection": bucket,
    "faas.document.operation": s3Operation,
    "faas.document.time": text("Records", 0, "eventTime"),
    "aws.s3.bucket": bucket,
    "isobar.event.type": text("Records", 0, "eventName"),
    "isobar.batch.record_count": lengthOf("Records"),
  }),
  withMessages(
    plainRow("s3-batch-ops", "datasource", "aws.s3.batch", {
      "faas.document.collection": first(text("tasks", 0, "s3Bucket"), arn(text("tasks", 0, "s3BucketArn"), 5)),
      // "others -> edit"
      "faas.document.operation": literal("edit", "triggers 1.8"),
      "aws.s3.bucket": first(text("tasks", 0, "s3Bucket"), arn(text("tasks", 0, "s3BucketArn"), 5)),
      "isobar.event.id": text("job", "id"),
      "isobar.batch.record_count": lengthOf("tasks"),
    }),
    (sample) => (at("tasks")(sample) as unknown[]).map((task) => ({ id: at("taskId")(task), carrier: {} })),
  ),
  withMessages(
    plainRow("dynamodb", "datasource", "aws.dynamodb", {
      "faas.document.collection": table,
      "faas.document.operation": byName(
        { INSERT: "insert", MODIFY: "edit", REMOVE: "delete" },
        text("Records", 0, "eventName"),
      ),
      "faas.document.time": isoOfSeconds(at("Records", 0, "dynamodb", "ApproximateCreationDateTime")),
      "db.system.name": literal("aws.dynamodb", "semconv 7"),
      "db.collection.name": table,
      "aws.dynamodb.table_names": from(table, (name) => [name]),
      "isobar.batch.record_count": lengthOf("Records"),
      "isobar.event.type": text("Records", 0, "eventName"),
      "isobar.aws.dynamodb.expired": when(
        (sample) => at("Records", 0, "userIdentity", "principalId")(sample) === "dynamodb.amazonaws.com",
        literal(true, "triggers 1.8"),
      ),
    }),
    (sample) =>
      (at("Records")(sample) as unknown[]).map((record) => ({
        id: at("dynamodb", "SequenceNumber")(record),
        carrier: {},
      })),
  ),
  plainRow("documentdb", "datasource", "aws.documentdb", {
    "faas.document.collection": text(...document, "ns", "db"),
    "faas.document.operation": byName(
      { insert: "insert", update: "edit", replace: "edit", delete: "delete" },
      text(...document, "operationType"),
    ),
    "faas.document.time": isoOfSeconds(at(...document, "clusterTime", "$timestamp", "t")),
    "db.system.name": literal("mongodb", "semconv 7"),
    "db.namespace": text(...document, "ns", "db"),
    "db.collection.name": text(...document, "ns", "coll"),
    "isobar.batch.record_count": lengthOf("events"),
    "isobar.event.type": text(...document, "operationType"),
  }),
  plainRow("eventbridge-scheduled-rule", "timer", "aws.eventbridge.rule", {
    "faas.invocation.start_time": text("time"),
    "isobar.event.id": text("id"),
    "isobar.event.name": between(text("resources", 0), "rule/"),
  }),
  plainRow("eventbridge-scheduler", "timer", "aws.eventbridge.scheduler", {
    "faas.invocation.start_time": text("time"),
    "isobar.event.id": text("id"),
    "isobar.event.name": between(text("resources", 0), "schedule/"),
  }),
];
