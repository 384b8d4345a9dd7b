import { callAws, callAzure, callGcp, type Fields, type Invocation, response } from "./trigger-calls.ts";

/** A sender of the page: makes what the queue's client is to be given. */
export type Make = (message: Fields) => never;

const bytes = (value: string): number[] => [...Buffer.from(value)];

/** How each platform hands on what a sender of the page made. */
export const DELIVERIES: Readonly<Record<string, (make: Make) => Invocation[]>> = {
  toSqs: (make) => {
    const { MessageBody, MessageAttributes } = make({ id: 1 }) as SqsMessage;
    const messageAttributes = mapValues(MessageAttributes, ({ DataType, StringValue }) => ({
      dataType: DataType,
      stringValue: StringValue,
    }));
    return [callAws({ Records: [{ eventSource: "aws:sqs", messageId: "1", body: MessageBody, messageAttributes }] })];
  },
  toSns: (make) => {
    const { Message, MessageAttributes } = make({ id: 1 }) as SnsMessage;
    const Sns = {
      Type: "Notification",
      TopicArn: "arn:aws:sns:eu-west-1:123456789012:orders",
      Message,
      MessageAttributes: mapValues(MessageAttributes, ({ DataType, StringValue }) => ({
        Type: DataType,
        Value: StringValue,
      })),
    };
    return [
      callAws({ Records: [{ EventSource: "aws:sns", Sns }] }),
      callAws({ Records: [{ eventSource: "aws:sqs", messageId: "1", body: JSON.stringify(Sns) }] }),
    ];
  },
  toEventBridge: (make) => {
    const { Detail } = make({ id: 1 }) as { readonly Detail: string };
    const event = { source: "shop", "detail-type": "ordered", id: "1", detail: JSON.parse(Detail) };
    return [
      callAws(event),
      callAws({ Records: [{ eventSource: "aws:sqs", messageId: "1", body: JSON.stringify(event) }] }),
    ];
  },
  toKafka: (make) => {
    const { value, headers } = make({ id: 1 }) as { readonly value: string; readonly headers: Record<string, string> };
    const own = Object.entries(headers).map(([name, text]) => ({ [name]: bytes(text) }));
    const record = { topic: "orders", partition: 0, offset: 1, value: btoa(value), headers: own };
    const Headers = Object.entries(headers).map(([Key, text]) => ({ Key, Value: btoa(text) }));
    return [
      callAws({ eventSource: "aws:kafka", records: { "orders-0": [record] } }),
      callAzure({ type: "kafkaTrigger", topic: "orders" }, JSON.stringify({ Topic: "orders", Value: value, Headers })),
    ];
  },
  toPubSub: (make) => {
    const { attributes } = make({ id: 1 }) as { readonly attributes: Fields };
    const message = { messageId: "1", attributes };
    const push = { message, subscription: "projects/shop/subscriptions/orders" };
    return [
      callGcp({
        specversion: "1.0",
        id: "1",
        source: "//pubsub.googleapis.com/projects/shop/topics/orders",
        type: "google.cloud.pubsub.topic.v1.messagePublished",
        data: { message },
      }),
      callGcp({ method: "POST", path: "/", headers: {}, body: push }, response),
      callGcp({ attributes }, { eventId: "1", eventType: "google.pubsub.topic.publish" }),
    ];
  },
  toServiceBus: (make) => {
    const { applicationProperties } = make({ id: 1 }) as { readonly applicationProperties: Fields };
    const metadata = { messageId: "1", applicationProperties: renameKeys(applicationProperties) };
    return [callAzure({ type: "serviceBusTrigger", queueName: "orders" }, { id: 1 }, metadata)];
  },
  toEventHubs: (make) => {
    const { properties } = make({ id: 1 }) as { readonly properties: Fields };
    return [
      callAzure({ type: "eventHubTrigger", eventHubName: "orders", cardinality: "many" }, [{ id: 1 }], {
        propertiesArray: [renameKeys(properties)],
      }),
    ];
  },
  toEventGrid: (make) => {
    const { data, extensionAttributes } = make({ id: 1 }) as { readonly data: Fields; extensionAttributes: Fields };
    const event = { specversion: "1.0", id: "1", source: "/shop", type: "ordered", data, ...extensionAttributes };
    return [callAzure({ type: "eventGridTrigger" }, event)];
  },
  toRabbitMq: (make) => {
    const [, { headers }] = make({ id: 1 }) as readonly [Buffer, { readonly headers: Record<string, string> }];
    const basicProperties = { headers: mapValues(headers, (text) => ({ bytes: bytes(text) })) };
    return [
      callAws({ eventSource: "aws:rmq", rmqMessagesByQueue: { "orders::/": [{ basicProperties, data: "" }] } }),
      callAzure({ type: "rabbitMQTrigger", queueName: "orders" }, { id: 1 }, { basicProperties: { headers } }),
    ];
  },
  toInvoke: (make) => {
    const { Payload, ClientContext } = make({ id: 1 }) as { readonly Payload: string; readonly ClientContext: string };
    return [callAws(JSON.parse(Payload), { clientContext: JSON.parse(atob(ClientContext)) })];
  },
};

interface Attribute {
  readonly DataType: string;
  readonly StringValue: string;
}
interface SqsMessage {
  readonly MessageBody: string;
  readonly MessageAttributes: Readonly<Record<string, Attribute>>;
}
interface SnsMessage {
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, Attribute>>;
}

function mapValues<Value, Mapped>(values: Readonly<Record<string, Value>>, map: (value: Value) => Mapped) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

/** As Azure's worker does. */
const renameKeys = (values: Fields): Fields =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  );
