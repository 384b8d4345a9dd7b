import { instrument, log } from "@isobar/aws-lambda";
import { checkout, ship } from "./checkout.ts";

interface HttpEvent {
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** Behind an HTTP API or a Function URL. */
export const http = instrument(async (event: HttpEvent) => {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? "", "base64").toString() : event.body;
  const { status, body } = await checkout(parse(text), event.headers["x-request-id"] ?? "", { log });
  return { statusCode: status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
});

/** Behind an SQS queue, with `ReportBatchItemFailures`. */
export const queue = instrument(async (event: QueueEvent) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    try {
      await ship(parse(record.body), record.messageId, { log });
    } catch {
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
});

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
