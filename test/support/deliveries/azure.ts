import { type Fields, kafkaHeaders, readHeaders, toBase64, type Ways } from "./messages.ts";

/** What the Functions host calls a function with. */
export interface AzureDelivery {
  /** The binding of the function's trigger. */
  readonly trigger: Fields & { readonly type: string };
  readonly input: unknown;
  /** As the host has it: the worker lower-cases the first letter of each name. */
  readonly triggerMetadata?: Fields;
}

/** How messages reach a function on Azure. */
export const TO_AZURE: Ways<AzureDelivery> = {
  "Service Bus": {
    system: "servicebus",
    deliver: ({ body = { id: 1 }, applicationProperties }) => ({
      trigger: { type: "serviceBusTrigger", queueName: "orders" },
      input: body,
      triggerMetadata: { MessageId: "1", ApplicationProperties: applicationProperties },
    }),
  },
  "Event Hubs": {
    system: "eventhubs",
    deliver: ({ body = { id: 1 }, properties }) => ({
      trigger: { type: "eventHubTrigger", eventHubName: "orders", cardinality: "many" },
      input: [body],
      triggerMetadata: { PropertiesArray: [properties] },
    }),
  },
  "Event Grid": {
    system: "eventgrid",
    deliver: ({ data, extensionAttributes }) => ({
      trigger: { type: "eventGridTrigger" },
      input: { specversion: "1.0", id: "1", source: "/shop", type: "ordered", data, ...extensionAttributes },
    }),
  },
  "a CloudEvent, by Event Grid": {
    system: "cloudevent",
    deliver: (event) => ({ trigger: { type: "eventGridTrigger" }, input: JSON.parse(JSON.stringify(event)) }),
  },
  Kafka: {
    system: "kafka",
    deliver: (record) => ({
      trigger: { type: "kafkaTrigger", topic: "orders" },
      input: JSON.stringify({
        Topic: "orders",
        Value: record.value,
        Headers: kafkaHeaders(record).map(([Key, value]) => ({ Key, Value: toBase64(value) })),
      }),
    }),
  },
  RabbitMQ: {
    system: "rabbitmq",
    deliver: ({ content = "{}", headers }) => ({
      trigger: { type: "rabbitMQTrigger", queueName: "orders" },
      input: content,
      triggerMetadata: { BasicProperties: { headers } },
    }),
  },
  "a request": {
    system: "http",
    deliver: (given) => ({
      trigger: { type: "httpTrigger" },
      input: {
        method: "GET",
        url: "https://shop.example.test/api/orders/1",
        headers: new Headers(readHeaders(given)),
      },
    }),
  },
};
