import { CONTEXT_NAMES } from "../describe/context-names.ts";
import { choose, type Limits, sizeOf } from "./choose.ts";
import { type Writer, withField } from "./fields.ts";
import { type Entry, type SentContext, splitXray, XRAY_NAME } from "./sent-context.ts";

/** Readers look for the context in the first bytes of the data: all of it has to end there. */
const HEAD_BYTES = 2000;
const KIB = 1024;

const cost = ([name, value]: Entry): number => Buffer.byteLength(`${JSON.stringify(name)}:${JSON.stringify(value)},`);

/** A record has 1000 KiB at most in Firehose, and in Kinesis 1 MiB, or 10 MiB where the stream is set to it. */
const RECORD: Limits = { cost, mapBytes: [HEAD_BYTES], messageBytes: [1000 * KIB, KIB * KIB, 10 * KIB * KIB] };

/**
 * An entry has 256 KiB at most, or 1 MiB where the service takes that.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
const ENTRY: Limits = { cost, messageBytes: [256 * KIB, KIB * KIB] };
/** As what the time of an entry counts. */
const TIME_BYTES = 14;
const MAX_TRACE_HEADER_LENGTH = 500;

/**
 * Writes into the data of a record, because Kinesis has no headers: the first members of the JSON object that the data
 * is, so that a reader finds them without parsing all of it. Data of any other kind is left alone.
 */
export const intoKinesisData: Writer = (message, sent) => {
  const { Data, PartitionKey } = message;
  const bytes = Data instanceof Uint8Array ? Buffer.from(Data.buffer, Data.byteOffset, Data.byteLength) : undefined;
  // One character for each byte: places in the text are places in the bytes.
  const text = bytes?.toString("latin1") ?? Data;
  const insertion = findInsertion("Data", text, sizeOf(Data) + sizeOf(PartitionKey), sent, RECORD);
  if (insertion === undefined) return message;
  const { at, members } = insertion;
  if (bytes === undefined) return withField(message, "Data", insert(String(text), at, members));
  const written = Buffer.concat([bytes.subarray(0, at), Buffer.from(members), bytes.subarray(at)]);
  return withField(message, "Data", Buffer.isBuffer(Data) ? written : new Uint8Array(written));
};

/**
 * Writes into the detail of an event, because EventBridge has no place beside it; and X-Ray's header where it has one.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
export const intoEventDetail: Writer = (message, sent) => {
  const { xray, rest } = splitXray(sent);
  const isFree = xray !== undefined && message.TraceHeader === undefined;
  const isLong = isFree && xray.length > MAX_TRACE_HEADER_LENGTH;
  if (isLong) sent.leaveOut(XRAY_NAME, `a value there has ${MAX_TRACE_HEADER_LENGTH} characters at most`);
  const traced = isFree && !isLong ? withField(message, "TraceHeader", xray) : message;
  if (rest.parts.length === 0) return traced;
  const { Detail, Source, DetailType, Resources } = traced;
  const size = sizeOf(Detail) + sizeOf(Source) + sizeOf(DetailType) + sizeOf(Resources) + TIME_BYTES;
  const insertion = findInsertion("Detail", Detail, size, rest, ENTRY);
  if (insertion === undefined) return traced;
  return withField(traced, "Detail", insert(String(Detail), insertion.at, insertion.members));
};

const insert = (text: string, at: number, members: string): string => text.slice(0, at) + members + text.slice(at);

/** What is to be written into the text of a JSON object, and where. */
function findInsertion(
  field: string,
  text: unknown,
  messageBytes: number,
  sent: SentContext,
  limits: Limits,
): { readonly at: number; readonly members: string } | undefined {
  const object = typeof text === "string" ? readObjectText(text) : undefined;
  if (object === undefined) {
    sent.leaveOut("the context", `"${field}" is not the text of a JSON object`);
    return undefined;
  }
  const known = { ...sent, parts: sent.parts.filter((part) => part.every(([name]) => CONTEXT_NAMES.has(name))) };
  const added = choose(known, { names: object.names, messageBytes }, limits);
  if (added.length === 0) return undefined;
  const members = added.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",");
  return { at: object.at, members: object.isEmpty ? members : `${members},` };
}

const OPENING = /^[\t\n\r ]*\{/;
const FIRST_MEMBER = /[\t\n\r ]*(["}])/y;
const ANY_NAME = new RegExp(`"(?:${[...CONTEXT_NAMES].join("|")})"`, "i");

/**
 * Where an object's first member stands, and its names as far as they matter here. The text is parsed only where it
 * holds a name of a context somewhere: otherwise its beginning and its end say enough.
 */
function readObjectText(text: string): { at: number; isEmpty: boolean; names: readonly string[] } | undefined {
  const at = OPENING.exec(text)?.[0].length;
  if (at === undefined || !text.trimEnd().endsWith("}")) return undefined;
  FIRST_MEMBER.lastIndex = at;
  const first = FIRST_MEMBER.exec(text)?.[1];
  if (first === undefined) return undefined;
  return { at, isEmpty: first === "}", names: ANY_NAME.test(text) ? Object.keys(JSON.parse(text) as object) : [] };
}
