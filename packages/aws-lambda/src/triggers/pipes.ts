import type { LambdaEvent } from "../types.ts";
import { describeDynamoDb } from "./dynamodb.ts";
import { describeFlatKafka } from "./kafka.ts";
import { describeKinesis } from "./kinesis.ts";
import { describeActiveMq, describeRabbitMq } from "./mq.ts";
import { textAt } from "./read.ts";
import { describeSqs } from "./sqs.ts";
import type { TriggerDescription, TriggerReader } from "./table.ts";

type Describe = (records: readonly unknown[], functionName: string) => TriggerDescription;

const SOURCES: ReadonlyMap<unknown, Describe> = new Map([
  ["aws:sqs", describeSqs],
  ["aws:kinesis", (records, name) => describeKinesis(records, name)],
  ["aws:dynamodb", (records, name) => describeDynamoDb(records, name)],
  ["aws:kafka", describeFlatKafka],
  ["aws:SelfManagedKafka", describeFlatKafka],
  ["SelfManagedKafka", describeFlatKafka],
  ["aws:mq", describeActiveMq],
  ["aws:rmq", describeRabbitMq],
] satisfies [string, Describe][]);

/**
 * EventBridge Pipes: the source's records in a list, without `Records` around it, and flattened.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-source.html
 */
export const pipes: TriggerReader = {
  type: "aws.eventbridge.pipes",
  knows: (event) => SOURCES.has(readSource(event)),
  read: (event, functionName) => {
    const records = Array.isArray(event) ? event : [];
    const describe = SOURCES.get(readSource(event)) ?? describeSqs;
    return describe(records, functionName);
  },
};

const readSource = (event: LambdaEvent): string | undefined => textAt(event, 0, "eventSource");
