/** Names and values. */
export type Fields = Readonly<Record<string, unknown>>;

interface Attribute {
  readonly DataType: string;
  readonly StringValue: string;
}
/** Message attributes of SQS and SNS, as their clients take them. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** What each system's client is given by the sender, as far as a delivery depends on it. */
export interface Messages {
  readonly sqs: {
    readonly MessageBody: string;
    readonly MessageAttributes?: Attributes;
    readonly MessageSystemAttributes?: { readonly AWSTraceHeader?: Attribute };
  };
  readonly sns: { readonly Message: string; readonly MessageAttributes?: Attributes };
  readonly eventbridge: { readonly Detail: string; readonly TraceHeader?: string };
  readonly kinesis: { readonly Data: string | Uint8Array };
  readonly kafka: {
    readonly value: string;
    readonly headers: Readonly<Record<string, string>> | readonly Readonly<Record<string, string>>[];
  };
  readonly pubsub: { readonly data?: Uint8Array; readonly attributes: Fields };
  readonly servicebus: { readonly body?: unknown; readonly applicationProperties: Fields };
  readonly eventhubs: { readonly body?: unknown; readonly properties: Fields };
  readonly eventgrid: { readonly data: unknown; readonly extensionAttributes: Fields };
  readonly cloudevent: Fields;
  /** The options of a message, and its content, which clients take apart from them. */
  readonly rabbitmq: { readonly content?: string; readonly headers: Readonly<Record<string, string>> };
  readonly lambda: { readonly Payload: string; readonly ClientContext: string };
  readonly http: Headers | readonly (readonly [string, string])[] | Readonly<Record<string, string>>;
}

/** What a message can be for. */
export type System = keyof Messages;

/** Ways on which messages reach functions of one platform: the system that each is for, and what becomes of it. */
export type Ways<Delivery> = Readonly<
  Record<
    string,
    { [Of in System]: { readonly system: Of; readonly deliver: (message: Messages[Of]) => Delivery } }[System]
  >
>;

/** A Kafka record's headers in turn. */
export function kafkaHeaders({ headers }: Messages["kafka"]): [name: string, value: string][] {
  return Array.isArray(headers) ? headers.flatMap((header) => Object.entries(header)) : Object.entries(headers);
}

/** Headers in any form that clients take. */
export function readHeaders(given: Messages["http"]): Record<string, string> {
  return Object.fromEntries(Symbol.iterator in given ? [...given] : Object.entries(given));
}

export const toBase64 = (value: string | Uint8Array): string => Buffer.from(value).toString("base64");

export const toBytes = (value: string): number[] => [...Buffer.from(value)];

export function mapValues<Value, Mapped>(values: Readonly<Record<string, Value>>, map: (value: Value) => Mapped) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
