import type { MessageSystem } from "../src/index.ts";

/** A message of each system, as a user builds it: no context in it yet. */
export const MESSAGES = {
  sqs: { QueueUrl: "https://sqs.test/orders", MessageBody: '{"id":1}' },
  sns: { TopicArn: "arn:aws:sns:eu-west-1:123456789012:orders", Message: '{"id":1}' },
  eventbridge: { Source: "shop", DetailType: "ordered", Detail: '{"id":1}' },
  kinesis: { PartitionKey: "1", Data: new TextEncoder().encode('{"id":1,"name":"Zoë"}') },
  kafka: { key: "1", value: '{"id":1}', headers: { origin: "shop" } },
  pubsub: { data: Buffer.from('{"id":1}'), attributes: { origin: "shop" } },
  servicebus: { body: { id: 1 }, applicationProperties: { origin: "shop", retries: 3 } },
  eventhubs: { body: { id: 1 }, properties: { origin: "shop" } },
  eventgrid: { type: "ordered", source: "/shop", data: { id: 1 } },
  cloudevent: { specversion: "1.0", id: "1", type: "ordered", source: "/shop", data: { id: 1 } },
  rabbitmq: { persistent: true, headers: { origin: "shop" } },
  lambda: { FunctionName: "place", Payload: '{"id":1}' },
  http: { accept: "application/json" },
} as const satisfies Readonly<Record<MessageSystem, object>>;

/** All systems. */
export const SYSTEMS = Object.keys(MESSAGES) as MessageSystem[];
