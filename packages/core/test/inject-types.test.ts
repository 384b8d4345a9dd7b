import type { CloudEvent } from "cloudevents";
import { describe, expect, expectTypeOf, it } from "vitest";
import { inject } from "../src/index.ts";

// As the clients declare them: what matters are the optional fields that may be undefined, and the interfaces.
interface MessageAttributeValue {
  StringValue?: string | undefined;
  BinaryValue?: Uint8Array | undefined;
  DataType: string | undefined;
}
interface SendMessageCommandInput {
  QueueUrl: string | undefined;
  MessageBody: string | undefined;
  DelaySeconds?: number | undefined;
  MessageAttributes?: Record<string, MessageAttributeValue> | undefined;
  MessageSystemAttributes?: Partial<Record<"AWSTraceHeader", MessageAttributeValue>> | undefined;
}
interface PutRecordsRequestEntry {
  Data: Uint8Array | undefined;
  PartitionKey: string | undefined;
}
interface KafkaMessage {
  key?: Buffer | string | null;
  value: Buffer | string | null;
  headers?: { [key: string]: Buffer | string | (Buffer | string)[] | undefined };
}
interface ServiceBusMessage {
  body: unknown;
  applicationProperties?: { [key: string]: number | boolean | string | Date | null };
}
interface InvokeCommandInput {
  FunctionName: string | undefined;
  InvocationType?: "DryRun" | "Event" | "RequestResponse" | undefined;
  ClientContext?: string | undefined;
  Payload?: Uint8Array | string | undefined;
}

describe("inject keeps the type of", () => {
  it("what the clients take", () => {
    const send = {} as SendMessageCommandInput;
    expectTypeOf(inject("sqs", send)).toEqualTypeOf<SendMessageCommandInput>();
    const record = {} as PutRecordsRequestEntry;
    expectTypeOf(inject("kinesis", record)).toEqualTypeOf<PutRecordsRequestEntry>();
    const message = {} as KafkaMessage;
    expectTypeOf(inject("kafka", message)).toEqualTypeOf<KafkaMessage>();
    const busMessage = {} as ServiceBusMessage;
    expectTypeOf(inject("servicebus", busMessage)).toEqualTypeOf<ServiceBusMessage>();
    const invoke = {} as InvokeCommandInput;
    expectTypeOf(inject("lambda", invoke)).toEqualTypeOf<InvokeCommandInput>();
    const event = {} as CloudEvent<{ id: number }>;
    expectTypeOf(inject("cloudevent", event)).toEqualTypeOf<CloudEvent<{ id: number }>>();
    expectTypeOf(inject("http", new Headers())).toEqualTypeOf<Headers>();
    expect(inject("sqs", send)).toBe(send);
  });

  it("a message that is built in place, which then fits the client", () => {
    const input = inject("sqs", { QueueUrl: "https://sqs.test/orders", MessageBody: "{}", DelaySeconds: 1 });
    const assigned: SendMessageCommandInput = input;
    expect(assigned).toEqual({ QueueUrl: "https://sqs.test/orders", MessageBody: "{}", DelaySeconds: 1 });
    const inPlace: SendMessageCommandInput = inject("sqs", { QueueUrl: "u", MessageBody: "{}" });
    expect(inPlace.MessageBody).toBe("{}");
    expectTypeOf(inject("rabbitmq", { persistent: true })).toEqualTypeOf<{ persistent: boolean }>();
    expectTypeOf(inject("pubsub", { json: { id: 1 } })).toEqualTypeOf<{ json: { id: number } }>();
  });

  it("nothing that is no message of the system", () => {
    const batch = { Entries: [] };
    // @ts-expect-error a whole batch: each of its entries is a message
    expect(inject("sqs", batch)).toBe(batch);
    const detail = { Detail: { id: 1 } };
    // @ts-expect-error a detail has to be text
    expect(inject("eventbridge", detail)).toBe(detail);
    // @ts-expect-error no such system
    expect(inject("fax", batch)).toBe(batch);
  });
});
