import { choose } from "./choose.ts";
import { intoClientContext } from "./client-context.ts";
import { intoMap, type MapRules, type Writer } from "./fields.ts";
import { intoHeaders, intoKafkaHeaders } from "./headers.ts";
import { intoEventDetail, intoKinesisData } from "./json-data.ts";
import type { MessageSystem } from "./message-shapes.ts";
import { splitXray } from "./sent-context.ts";

const KIB = 1024;

const toAttribute = (StringValue: string) => ({ DataType: "String", StringValue });

/**
 * SQS refuses more than ten attributes; of SNS, that is so where the message is delivered raw to SQS. A message has
 * 256 KiB at most, or 1 MiB where the queue takes that.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
const ATTRIBUTES: MapRules = {
  names: 10,
  toValue: toAttribute,
  messageBytes: [256 * KIB, KIB * KIB],
  cost: ([name, value]) => name.length + Buffer.byteLength(value) + "DataType:String:StringValue".length,
};

const intoSqsAttributes = intoMap("MessageAttributes", { ...ATTRIBUTES, sized: ["MessageBody"] });
const intoSystemAttributes = intoMap("MessageSystemAttributes", { toValue: toAttribute });

/** X-Ray's header has a place of its own, which counts neither among the ten nor towards the size. */
const intoSqs: Writer = (message, sent) => {
  const { xray, rest } = splitXray(sent);
  const system = { ...sent, parts: xray === undefined ? [] : [[["AWSTraceHeader", xray]] as const] };
  return intoSqsAttributes(intoSystemAttributes(message, system) as typeof message, rest);
};

/**
 * What the specification allows for the name of an extension; clients refuse others.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#naming-conventions
 */
const EXTENSION_NAME = /^[a-z0-9]{1,20}$/;

const intoExtensions = intoMap("extensionAttributes", {
  name: EXTENSION_NAME,
  messageBytes: [KIB * KIB],
  sized: ["data"],
});

/** Event Grid's own schema has no place. */
const intoEventGrid: Writer = (message, sent) => {
  if (message.dataVersion === undefined) return intoExtensions(message, sent);
  sent.leaveOut("the context", "only a CloudEvent has a place for it");
  return message;
};

/**
 * The extension for distributed tracing. An instance of the CloudEvents SDK is frozen, and copies itself.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/distributed-tracing.md
 */
const intoCloudEvent: Writer = (message, sent) => {
  const added = choose(sent, { names: Object.keys(message) }, { name: EXTENSION_NAME });
  if (added.length === 0) return message;
  const written = Object.fromEntries(added);
  const { cloneWith } = message;
  return typeof cloneWith === "function"
    ? Reflect.apply(cloneWith, message, [written, false])
    : { ...message, ...written };
};

/** How a context is written into a message of each system. */
export const WRITERS: Readonly<Record<MessageSystem, Writer>> = {
  sqs: intoSqs,
  sns: intoMap("MessageAttributes", { ...ATTRIBUTES, sized: ["Message"] }),
  eventbridge: intoEventDetail,
  kinesis: intoKinesisData,
  kafka: intoKafkaHeaders,
  // https://cloud.google.com/pubsub/quotas#resource_limits
  pubsub: intoMap("attributes", { names: 100, valueBytes: 1024, messageBytes: [10_000_000], sized: ["data"] }),
  // https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas
  servicebus: intoMap("applicationProperties", {
    mapBytes: [64 * KIB],
    messageBytes: [256 * KIB, KIB * KIB],
    sized: ["body"],
  }),
  // https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas
  eventhubs: intoMap("properties", { messageBytes: [256 * KIB, KIB * KIB], sized: ["body"] }),
  eventgrid: intoEventGrid,
  cloudevent: intoCloudEvent,
  // Headers have to fit into one frame, and clients ask for frames of 4 KiB.
  rabbitmq: intoMap("headers", { mapBytes: [3 * KIB] }),
  lambda: intoClientContext,
  http: intoHeaders,
};
