// biome-ignore lint/suspicious/noExplicitAny: a handler without annotations gets `any`, and its records have to be usable
type Untyped = any;

type IsAny<Type> = 0 extends 1 & Type ? true : false;

/** One record of an event: of a list, or of whatever holds the lists in the events of AWS. */
export type RecordOf<Event> =
  IsAny<Event> extends true
    ? Untyped
    : Event extends readonly (infer Item)[]
      ? Item
      : Event extends { readonly Records: readonly (infer Item)[] }
        ? Item
        : Event extends { readonly records: readonly (infer Item)[] }
          ? Item
          : Event extends { readonly records: Readonly<Record<string, readonly (infer Item)[]>> }
            ? Item
            : Event extends { readonly tasks: readonly (infer Item)[] }
              ? Item
              : Event extends { readonly messages: readonly (infer Item)[] }
                ? Item
                : Event extends { readonly rmqMessagesByQueue: Readonly<Record<string, readonly (infer Item)[]>> }
                  ? Item
                  : Event extends { readonly events: readonly (infer Item)[] }
                    ? Item
                    : Event;

/** SQS, Kinesis, DynamoDB: the records that are to be delivered again. */
export interface FailedItems {
  batchItemFailures: { itemIdentifier: string }[];
}

/** Kafka has no ids: a record is named by its partition and its offset. */
export interface FailedOffsets {
  batchItemFailures: { itemIdentifier: { partition: string; offset: number } }[];
}

/** Firehose. */
export interface TransformedRecords {
  records: {
    recordId: string;
    result: "Ok" | "Dropped" | "ProcessingFailed";
    data: string;
    metadata?: { partitionKeys: Record<string, string> };
  }[];
}

type TaskResultCode = "Succeeded" | "TemporaryFailure" | "PermanentFailure";

/** S3 Batch Operations. */
export interface TaskResults {
  invocationSchemaVersion: string;
  treatMissingKeysAs: TaskResultCode;
  invocationId: string;
  results: { taskId: string; resultCode: TaskResultCode; resultString: string }[];
}

/** What the source of an event wants as an answer; nothing where it knows no partial failure. */
export type BatchAnswer<Event> =
  IsAny<Event> extends true
    ? Untyped
    : Event extends { readonly tasks: readonly unknown[] }
      ? TaskResults
      : Event extends { readonly deliveryStreamArn: string }
        ? TransformedRecords
        : Event extends { readonly records: Readonly<Record<string, readonly { readonly offset: number }[]>> }
          ? FailedOffsets
          : RecordOf<Event> extends infer Item
            ? Item extends { readonly Sns: unknown } | { readonly s3: unknown }
              ? undefined
              : Item extends { readonly messageId: string; readonly receiptHandle: string }
                ? FailedItems
                : Item extends
                      | { readonly kinesis: unknown }
                      | { readonly dynamodb?: unknown; readonly eventName?: unknown }
                  ? FailedItems
                  : unknown
            : never;
