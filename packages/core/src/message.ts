import type { Batch, BatchRecord, MessageContent } from "./adapter.ts";
import { decodeBase64, decodeUtf8 } from "./describe/bytes.ts";
import { toJson } from "./describe/message-attributes.ts";

/**
 * One message that a function was handed, in one shape on all platforms. Nothing is decoded before it is asked for,
 * and nothing of it but its id reaches a span. As JSON it is its id, attempt and time: a log line cannot hold its body
 * by accident.
 */
export interface Message {
  /** The source's own id; undefined where it has none. */
  readonly id: string | undefined;
  /** How often the source has delivered it: 1 is the first time. Undefined where it does not tell. */
  readonly attempt: number | undefined;
  /** When the source took it in, in epoch milliseconds; undefined where it does not tell. */
  readonly enqueuedEpochMillis: number | undefined;
  /**
   * What the sender wrote beside the body (message attributes, headers, application properties) as text, without the
   * trace context; of an event its `type`, `source` and further attributes. Of a repeated name the last value counts.
   */
  readonly attributes: Readonly<Record<string, string>>;
  /**
   * The body as text; empty where there is none. Bytes are read as UTF-8. A value that the platform parsed is written
   * as JSON again: white space may differ.
   */
  text(): string;
  /**
   * The body as a JSON value; one that the platform parsed as it is.
   *
   * @throws SyntaxError where the body is no JSON. It does not repeat the body.
   */
  json<Value = unknown>(): Value;
  /** The body as bytes: those that the sender sent, or the text in UTF-8. */
  bytes(): Uint8Array;
}

const EMPTY: MessageContent = { body: undefined };

class ReadMessage implements Message {
  readonly #record: BatchRecord;
  readonly #read: () => MessageContent;
  #content: MessageContent | undefined;
  #attributes: Readonly<Record<string, string>> | undefined;

  constructor(record: BatchRecord, read: () => MessageContent) {
    this.#record = record;
    this.#read = read;
  }

  get id(): string | undefined {
    return this.#record.id;
  }

  get attempt(): number | undefined {
    return this.#known().attempt;
  }

  get enqueuedEpochMillis(): number | undefined {
    return this.#known().enqueuedEpochMillis;
  }

  get attributes(): Readonly<Record<string, string>> {
    this.#attributes ??= orElse({}, () => this.#known().attributes?.() ?? {});
    return this.#attributes;
  }

  text(): string {
    const { body, encoding } = this.#known();
    if (body === undefined) return "";
    if (typeof body === "string" && encoding === undefined) return body;
    if (typeof body === "string" || body instanceof Uint8Array) return decodeUtf8(this.bytes());
    return toJson(body) ?? "";
  }

  json<Value = unknown>(): Value {
    const { body } = this.#known();
    const isParsed = body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array);
    if (isParsed) return body as Value;
    try {
      return JSON.parse(this.text()) as Value;
    } catch {
      // The parser's own error quotes the text.
      throw new SyntaxError("the body of the message is not JSON");
    }
  }

  bytes(): Uint8Array {
    const { body, encoding } = this.#known();
    if (body instanceof Uint8Array) return body;
    return typeof body === "string" && encoding === "base64" ? decodeBase64(body) : Buffer.from(this.text(), "utf8");
  }

  toJSON(): object {
    const { id, attempt, enqueuedEpochMillis } = this;
    return { id, attempt, enqueuedEpochMillis };
  }

  #known(): MessageContent {
    this.#content ??= orElse(EMPTY, this.#read);
    return this.#content;
  }
}

/** What a message carries may be built so that reading it throws: it is then as if it carried nothing. */
function orElse<Value>(otherwise: Value, read: () => Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** The message that a record of a batch is; of a record that is no message, the body is the record. */
export function createMessage({ content }: Pick<Batch, "content">, record: BatchRecord, index: number): Message {
  return new ReadMessage(record, () => content?.(record.value, index) ?? { body: record.value });
}

/** All messages of a batch; none where its records are no messages. */
export function readMessages(batch: Batch | undefined): readonly Message[] {
  const messages: Message[] = [];
  if (batch?.content === undefined) return messages;
  try {
    for (const record of batch.records ?? []) messages.push(createMessage(batch, record, messages.length));
  } catch {
    // An iteration that threw is over; the messages before it hold.
  }
  return messages;
}
