import { callAws, callAzure, callGcp, type Fields, type Invocation, response } from "./trigger-calls.ts";

/** One message on its ways to functions: what each platform's adapter makes of it, by the way that it came. */
export type Deliveries = Readonly<Record<string, Invocation>>;

const bytes = (value: string): number[] => [...Buffer.from(value)];
const toBase64 = (value: string | Uint8Array): string => Buffer.from(value).toString("base64");

/** How each platform hands on a message that a client was given. */
export const DELIVERIES = {
  sqs: ({ MessageBody, MessageAttributes, MessageSystemAttributes }: SqsMessage) => {
    const record = sqsRecord(MessageBody, {
      attributes: MessageAttributes,
      trace: MessageSystemAttributes?.AWSTraceHeader?.StringValue,
    });
    return { Lambda: callAws({ Records: [record] }), "Lambda, through a pipe": callAws([record]) };
  },
  sns: ({ Message, MessageAttributes }: SnsMessage) => {
    const Sns = {
      Type: "Notification",
      TopicArn: "arn:aws:sns:eu-west-1:123456789012:orders",
      Message,
      MessageAttributes: mapValues(MessageAttributes ?? {}, ({ DataType, StringValue }) => ({
        Type: DataType,
        Value: StringValue,
      })),
    };
    const raw = sqsRecord(Message, { attributes: MessageAttributes });
    return {
      Lambda: callAws({ Records: [{ EventSource: "aws:sns", Sns }] }),
      "Lambda, through SQS": callAws({ Records: [sqsRecord(JSON.stringify(Sns))] }),
      "Lambda, delivered raw to SQS": callAws({ Records: [raw] }),
    };
  },
  eventbridge: ({ Detail, TraceHeader }: EventEntry) => {
    const event = { source: "shop", "detail-type": "ordered", id: "1", detail: JSON.parse(Detail) as unknown };
    const body = JSON.stringify(event);
    const topic = { Type: "Notification", TopicArn: "arn:aws:sns:eu-west-1:123456789012:orders", Message: body };
    const env: Record<string, string> = TraceHeader === undefined ? {} : { _X_AMZN_TRACE_ID: TraceHeader };
    return {
      Lambda: callAws(event, {}, env),
      "Lambda, through SQS": callAws({ Records: [sqsRecord(body, { trace: TraceHeader })] }),
      "Lambda, through SNS and SQS": callAws({ Records: [sqsRecord(JSON.stringify(topic), { trace: TraceHeader })] }),
    };
  },
  kinesis: ({ Data }: { readonly Data: string | Uint8Array }) => {
    const place = { eventSource: "aws:kinesis", eventID: "shardId-000000000000:1" };
    const record = { data: toBase64(Data), sequenceNumber: "1" };
    return {
      Lambda: callAws({ Records: [{ ...place, kinesis: record }] }),
      "Lambda, through a pipe": callAws([{ ...place, ...record }]),
      "Lambda, through Firehose": callAws({
        deliveryStreamArn: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/orders",
        records: [{ recordId: "1", data: toBase64(Data) }],
      }),
    };
  },
  kafka: ({ value, headers }: KafkaRecord) => {
    const pairs = Array.isArray(headers)
      ? headers.flatMap((header) => Object.entries(header))
      : Object.entries(headers);
    const own = pairs.map(([name, text]) => ({ [name]: bytes(text) }));
    const record = { topic: "orders", partition: 0, offset: 1, value: toBase64(value), headers: own };
    const Headers = pairs.map(([Key, text]) => ({ Key, Value: toBase64(text) }));
    return {
      Lambda: callAws({ eventSource: "aws:kafka", records: { "orders-0": [record] } }),
      "Azure Functions": callAzure(
        { type: "kafkaTrigger", topic: "orders" },
        JSON.stringify({ Topic: "orders", Value: value, Headers }),
      ),
    };
  },
  pubsub: ({ attributes }: { readonly attributes: Fields }) => {
    const message = { messageId: "1", attributes };
    const push = { message, subscription: "projects/shop/subscriptions/orders" };
    return {
      "a CloudEvent function": callGcp({
        specversion: "1.0",
        id: "1",
        source: "//pubsub.googleapis.com/projects/shop/topics/orders",
        type: "google.cloud.pubsub.topic.v1.messagePublished",
        data: { message },
      }),
      "an HTTP function": callGcp({ method: "POST", path: "/", headers: {}, body: push }, response),
      "a background function": callGcp({ attributes }, { eventId: "1", eventType: "google.pubsub.topic.publish" }),
    };
  },
  servicebus: ({ applicationProperties }: { readonly applicationProperties: Fields }) => {
    const metadata = { messageId: "1", applicationProperties: renameKeys(applicationProperties) };
    return { "Azure Functions": callAzure({ type: "serviceBusTrigger", queueName: "orders" }, { id: 1 }, metadata) };
  },
  eventhubs: ({ properties }: { readonly properties: Fields }) => ({
    "Azure Functions": callAzure(
      { type: "eventHubTrigger", eventHubName: "orders", cardinality: "many" },
      [{ id: 1 }],
      { propertiesArray: [renameKeys(properties)] },
    ),
  }),
  eventgrid: ({ data, extensionAttributes }: { readonly data: unknown; readonly extensionAttributes: Fields }) => {
    const event = { specversion: "1.0", id: "1", source: "/shop", type: "ordered", data, ...extensionAttributes };
    return { "Azure Functions": callAzure({ type: "eventGridTrigger" }, event) };
  },
  cloudevent: (event: Fields) => {
    const { data, ...attributes } = event;
    const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]));
    const structured = { "content-type": "application/cloudevents+json" };
    return {
      "an HTTP function, in binary mode": callGcp({ method: "POST", path: "/", headers, body: data }, response),
      "an HTTP function, in structured mode": callGcp(
        { method: "POST", path: "/", headers: structured, body: JSON.parse(JSON.stringify(event)) as unknown },
        response,
      ),
      "Azure Functions": callAzure({ type: "eventGridTrigger" }, JSON.parse(JSON.stringify(event))),
    };
  },
  rabbitmq: ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => {
    const basicProperties = { headers: mapValues(headers, (text) => ({ bytes: bytes(text) })) };
    return {
      Lambda: callAws({
        eventSource: "aws:rmq",
        rmqMessagesByQueue: { "orders::/": [{ basicProperties, data: "" }] },
      }),
      "Azure Functions": callAzure(
        { type: "rabbitMQTrigger", queueName: "orders" },
        { id: 1 },
        {
          basicProperties: { headers },
        },
      ),
    };
  },
  lambda: ({ Payload, ClientContext }: { readonly Payload: string; readonly ClientContext: string }) => ({
    Lambda: callAws(JSON.parse(Payload), {
      clientContext: JSON.parse(Buffer.from(ClientContext, "base64").toString()) as unknown,
    }),
  }),
  http: (given: Headers | readonly (readonly [string, string])[] | Readonly<Record<string, string>>) => {
    const headers: Record<string, string> = Object.fromEntries(
      Symbol.iterator in given ? [...given] : Object.entries(given),
    );
    const http = { method: "GET", path: "/orders/1" };
    return {
      Lambda: callAws({
        version: "2.0",
        routeKey: "$default",
        rawPath: http.path,
        headers,
        requestContext: { http, domainName: "shop.lambda-url.eu-west-1.on.aws" },
      }),
      "an HTTP function": callGcp({ ...http, headers }, response),
      "Azure Functions": callAzure(
        { type: "httpTrigger" },
        { method: "GET", url: "https://shop.example.test/api/orders/1", headers: new Headers(headers) },
      ),
    };
  },
} as const satisfies Readonly<Record<string, (message: never) => Deliveries>>;

interface Attribute {
  readonly DataType: string;
  readonly StringValue: string;
}
type Attributes = Readonly<Record<string, Attribute>>;
interface SqsMessage {
  readonly MessageBody: string;
  readonly MessageAttributes?: Attributes;
  readonly MessageSystemAttributes?: { readonly AWSTraceHeader?: Attribute };
}
interface SnsMessage {
  readonly Message: string;
  readonly MessageAttributes?: Attributes;
}
interface EventEntry {
  readonly Detail: string;
  readonly TraceHeader?: string;
}
interface KafkaRecord {
  readonly value: string;
  readonly headers: Readonly<Record<string, string>> | readonly Readonly<Record<string, string>>[];
}

/** A message of a queue as Lambda gets it. */
function sqsRecord(
  body: string,
  {
    attributes = {},
    trace,
  }: { readonly attributes?: Attributes | undefined; readonly trace?: string | undefined } = {},
) {
  const messageAttributes = mapValues(attributes, ({ DataType, StringValue }) => ({
    dataType: DataType,
    stringValue: StringValue,
  }));
  const system = trace === undefined ? {} : { AWSTraceHeader: trace };
  return { eventSource: "aws:sqs", messageId: "1", body, attributes: system, messageAttributes };
}

function mapValues<Value, Mapped>(values: Readonly<Record<string, Value>>, map: (value: Value) => Mapped) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

/** As Azure's worker does. */
const renameKeys = (values: Fields): Fields =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  );
