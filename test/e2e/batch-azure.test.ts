import { startAzure } from "../../packages/local/dist/index.js";
import {
  type BatchSource,
  deliverBefore,
  describeSources,
  LINK,
  TEN,
  traceparent,
  withoutPoison,
} from "./support/batch.ts";

const each = <Item>(of: (index: number) => Item): Item[] => TEN.map(of);
const orders = each((order) => ({ order }));
const contexts = each((index) => ({ traceparent: traceparent(index) }));
const ids = each((index) => `m-${index}`);

/** A batch that one of the fixture's functions is called with. */
const batch = (functionName: string, input: readonly unknown[], triggerMetadata: object = {}) => ({
  events: [{ functionName, input, triggerMetadata }],
  processed: withoutPoison,
});

/** What the host has no way to take a part of. */
const batches: readonly BatchSource[] = [
  {
    name: "a Service Bus queue",
    ...batch("serviceBus", orders, { messageIdArray: ids, applicationPropertiesArray: contexts }),
    span: "process orders",
    system: "azure.servicebus",
    id: "m-3",
    link: LINK,
  },
  {
    name: "a Service Bus topic with sessions",
    ...batch("sessions", orders, {
      messageIdArray: ids,
      sessionIdArray: each(() => "s-1"),
      applicationPropertiesArray: contexts,
    }),
    // The session stops at the failure: what follows comes again after it.
    processed: [0, 1, 2],
    span: "process orders",
    system: "azure.servicebus",
    id: "m-3",
    link: LINK,
  },
  {
    name: "Event Hubs",
    ...batch("eventHub", orders, { propertiesArray: contexts, partitionContext: { partitionId: "7" } }),
    span: "process orders",
    system: "azure.eventhubs",
    link: LINK,
  },
  {
    name: "Kafka",
    ...batch(
      "kafka",
      each((order) => ({
        Topic: "orders",
        Partition: 0,
        Offset: order,
        Value: JSON.stringify({ order }),
        Headers: [{ Key: "traceparent", Value: Buffer.from(traceparent(order)).toString("base64") }],
      })),
    ),
    span: "process orders",
    system: "kafka",
    link: LINK,
  },
  {
    name: "Event Grid, in batches",
    ...batch(
      "eventGridMany",
      each((order) => ({ id: `m-${order}`, eventType: "Ordered", data: { order }, traceparent: traceparent(order) })),
    ),
    span: "process",
    system: "azure.eventgrid",
    id: "m-3",
    link: LINK,
  },
  { name: "Cosmos DB", ...batch("cosmosDb", orders), span: "process shop" },
  {
    name: "Azure SQL",
    ...batch(
      "sql",
      each((order) => ({ Operation: 0, Item: { order } })),
    ),
    span: "process dbo.orders",
  },
  {
    name: "MySQL",
    ...batch(
      "mySql",
      each((order) => ({ Operation: 0, Item: { order } })),
    ),
    span: "process orders",
  },
];

/** What the host calls the function with one by one. */
const calls = (functionName: string, inputOf: (order: number) => object, metadataOf: (order: number) => object) => ({
  events: each((order) => ({ functionName, input: inputOf(order), triggerMetadata: metadataOf(order) })),
  processed: withoutPoison,
});

const singles: readonly BatchSource[] = [
  {
    name: "a storage queue",
    ...calls(
      "storageQueue",
      (order) => ({ order }),
      (order) => ({ id: `m-${order}`, dequeueCount: 1 }),
    ),
    span: "process orders",
    system: "azure.storage_queue",
    id: "m-3",
  },
  {
    name: "RabbitMQ",
    ...calls(
      "rabbitMq",
      (order) => ({ order }),
      (order) => ({ basicProperties: { messageId: `m-${order}`, headers: { traceparent: traceparent(order) } } }),
    ),
    span: "process orders",
    system: "rabbitmq",
    id: "m-3",
    link: LINK,
  },
  {
    name: "Event Grid",
    ...calls(
      "eventGrid",
      (order) => ({ id: `m-${order}`, eventType: "Ordered", data: { order }, traceparent: traceparent(order) }),
      () => ({}),
    ),
    span: "process",
    system: "azure.eventgrid",
    id: "m-3",
    link: LINK,
  },
  {
    name: "a Service Bus queue, one by one",
    ...calls(
      "one",
      (order) => ({ order }),
      (order) => ({ messageId: `m-${order}`, applicationProperties: { traceparent: traceparent(order) } }),
    ),
    span: "process orders",
    system: "azure.servicebus",
    id: "m-3",
    link: LINK,
  },
];

const all = [...batches, ...singles];
describeSources(deliverBefore(startAzure, { fixture: "azure.mjs" }, all), batches, singles, all);
