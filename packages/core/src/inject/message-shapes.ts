/** What `inject` reads and writes of a message, by the system that it is for. The clients' own types have these fields. */
export interface MessageShapes {
  /** An SQS message: the input of `SendMessage`, or an entry of `SendMessageBatch`. */
  readonly sqs: {
    readonly MessageBody?: string | undefined;
    readonly MessageAttributes?: object | undefined;
    readonly MessageSystemAttributes?: object | undefined;
  };
  /** An SNS message: the input of `Publish`, or an entry of `PublishBatch`. */
  readonly sns: {
    readonly Message?: string | undefined;
    readonly MessageAttributes?: object | undefined;
  };
  /** An entry of EventBridge's `PutEvents`. */
  readonly eventbridge: {
    readonly Detail?: string | undefined;
    readonly TraceHeader?: string | undefined;
  };
  /** A record of Kinesis, or of Firehose, whose data is the text of a JSON object. */
  readonly kinesis: {
    readonly Data?: string | Uint8Array | undefined;
    readonly PartitionKey?: string | undefined;
  };
  /** A Kafka record, whose headers are an object or a list of objects with one name each. */
  readonly kafka: {
    readonly key?: unknown;
    readonly value?: unknown;
    readonly headers?: object | null | undefined;
  };
  /** A Pub/Sub message. */
  readonly pubsub: {
    readonly data?: unknown;
    readonly json?: unknown;
    readonly attributes?: object | null | undefined;
  };
  /** A Service Bus message. */
  readonly servicebus: {
    readonly body?: unknown;
    readonly applicationProperties?: object | undefined;
  };
  /** Event data of Event Hubs. */
  readonly eventhubs: {
    readonly body?: unknown;
    readonly properties?: object | undefined;
  };
  /** A CloudEvent as Event Grid's client takes it. */
  readonly eventgrid: {
    readonly type?: unknown;
    readonly data?: unknown;
    readonly extensionAttributes?: object | undefined;
  };
  /** A CloudEvent as the specification has it in JSON. */
  readonly cloudevent: {
    readonly specversion?: unknown;
    readonly type?: unknown;
    readonly source?: unknown;
  };
  /** The options of a RabbitMQ message: what holds its `headers`. */
  readonly rabbitmq: object;
  /** The input of Lambda's `Invoke`. */
  readonly lambda: {
    readonly FunctionName?: string | undefined;
    readonly ClientContext?: string | undefined;
    readonly InvocationType?: string | undefined;
  };
  /** The headers of a request: an object, `Headers`, or a list of pairs. */
  readonly http: object;
}

/** What a message can be for. */
export type MessageSystem = keyof MessageShapes;

/** A message, as the writers see it. */
export type Fields = Readonly<Record<string, unknown>>;
