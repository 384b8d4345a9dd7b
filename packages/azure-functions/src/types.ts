/** A handler of the Node programming model v4 as Azure Functions calls it. */
export type AzureArguments = readonly [input: unknown, context: unknown];

/** The parts of the trigger's options that Isobar reads; which of them there are depends on the trigger's type. */
export interface TriggerOptions {
  readonly type?: unknown;
  /** HTTP: the route's template without the prefix. */
  readonly route?: unknown;
  readonly queueName?: unknown;
  readonly topicName?: unknown;
  readonly subscriptionName?: unknown;
  /** Timer: a cron expression or a time span. */
  readonly schedule?: unknown;
  readonly eventHubName?: unknown;
  /** Event Hubs and Kafka. */
  readonly consumerGroup?: unknown;
  /** Blob: `container/{name}`. */
  readonly path?: unknown;
  /** Cosmos DB. */
  readonly databaseName?: unknown;
  readonly containerName?: unknown;
  readonly collectionName?: unknown;
  /** SQL and MySQL. */
  readonly tableName?: unknown;
  /** Kafka. */
  readonly topic?: unknown;
  /** SignalR; Web PubSub has `hub`. */
  readonly hubName?: unknown;
  readonly hub?: unknown;
  /** SignalR: `messages` or `connections`. */
  readonly category?: unknown;
  readonly event?: unknown;
  /** Web PubSub: `user` or `system`. */
  readonly eventType?: unknown;
  readonly eventName?: unknown;
  /** MCP. */
  readonly toolName?: unknown;
  /** `many` where the function is handed batches. */
  readonly cardinality?: unknown;
  /** True where the input is the vendor SDK's own message. */
  readonly sdkBinding?: unknown;
  /** Service Bus: true where messages come in sessions, whose order counts. */
  readonly isSessionsEnabled?: unknown;
}

/** The parts of the `InvocationContext` that Isobar reads. */
export interface InvocationContext {
  readonly invocationId?: unknown;
  readonly functionName?: unknown;
  readonly options?: { readonly trigger?: unknown; readonly return?: unknown };
  /** What the Functions host says of its own span. */
  readonly traceContext?: { readonly traceParent?: unknown; readonly traceState?: unknown };
  readonly triggerMetadata?: unknown;
  /** Where the function has a retry policy, and this is no first attempt. */
  readonly retryContext?: { readonly retryCount?: unknown };
}

/** The parts of an `HttpRequest` that Isobar reads. */
export interface HttpRequest {
  readonly method?: unknown;
  readonly url?: unknown;
  /** A `Headers` object; in a unit test it may be a plain one. */
  readonly headers?: unknown;
}

/** The parts of a Service Bus or Event Hubs message that Isobar reads, as the trigger's metadata names them. */
export interface BrokerMessage {
  readonly messageId?: unknown;
  readonly correlationId?: unknown;
  readonly deliveryCount?: unknown;
  readonly sessionId?: unknown;
  readonly enqueuedTimeUtc?: unknown;
  readonly applicationProperties?: unknown;
  readonly userProperties?: unknown;
  /** Event Hubs. */
  readonly properties?: unknown;
  /** Of the vendor SDK's own message. */
  readonly body?: unknown;
}
