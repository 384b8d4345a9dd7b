/** What an answer says of records that were not taken, and are not to be sent again. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly errorMessage?: string | undefined;
}

/** Reads an answer in JSON. @throws Error where it is none */
export function readJsonAnswer(body: Uint8Array): PartialSuccess {
  const { partialSuccess } = JSON.parse(decodeText(body)) as { partialSuccess?: JsonPartialSuccess };
  const { rejectedSpans, rejectedDataPoints, rejectedLogRecords, errorMessage } = partialSuccess ?? {};
  return { rejected: Number(rejectedSpans ?? rejectedDataPoints ?? rejectedLogRecords ?? 0), errorMessage };
}

interface JsonPartialSuccess {
  readonly rejectedSpans?: number | string;
  readonly rejectedDataPoints?: number | string;
  readonly rejectedLogRecords?: number | string;
  readonly errorMessage?: string;
}

// The tags of a field's number and type, which are the same for all signals.
const PARTIAL_SUCCESS = 0x0a;
const REJECTED = 0x08;
const ERROR_MESSAGE = 0x12;

/** Reads an answer in protobuf. @throws Error where it is none */
export function readProtobufAnswer(body: Uint8Array): PartialSuccess {
  const answer = readFields(body).get(PARTIAL_SUCCESS) as Uint8Array | undefined;
  const fields = readFields(answer ?? new Uint8Array());
  const errorMessage = fields.get(ERROR_MESSAGE) as Uint8Array | undefined;
  return {
    rejected: (fields.get(REJECTED) ?? 0) as number,
    errorMessage: errorMessage && decodeText(errorMessage),
  };
}

/** The numbers and bytes of a message by their tags: of several with one tag the last, as protobuf has it. */
function readFields(message: Uint8Array): Map<number, number | Uint8Array> {
  const fields = new Map<number, number | Uint8Array>();
  let position = 0;
  const readNumber = (): number => {
    let value = 0;
    for (let weight = 1; ; weight *= 0x80) {
      const byte = message[position];
      if (byte === undefined) throw new Error("the answer ends too early");
      position += 1;
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
    }
  };
  while (position < message.length) {
    const tag = readNumber() >>> 0;
    const wireType = tag & 7;
    if (wireType === 0) {
      fields.set(tag, readNumber());
    } else if (wireType === 1) {
      position += 8;
    } else if (wireType === 2) {
      const length = readNumber();
      const start = position;
      position += length;
      if (!(position <= message.length)) throw new Error("the answer ends too early");
      fields.set(tag, message.subarray(start, position));
    } else if (wireType === 5) {
      position += 4;
    } else {
      throw new Error("the answer has a field of an unknown type");
    }
  }
  return fields;
}

function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
