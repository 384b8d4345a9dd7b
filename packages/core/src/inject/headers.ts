import { choose, type Limits, sizeOf } from "./choose.ts";
import { intoMap, readMap, type Writer, withField } from "./fields.ts";

/**
 * The 10,240 bytes that API Gateway takes of all headers together; others take more.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
const HTTP_LIMITS: Limits = { mapBytes: [10_240] };

/** What `Headers`, `Map` and the like have in common. */
interface Collection extends Iterable<unknown> {
  readonly constructor: new (from: unknown) => Collection;
  readonly set: (name: string, value: string) => unknown;
}

/** Writes into headers: an object, a list of pairs, or `Headers` and the like. */
export const intoHeaders: Writer = (message, sent) => {
  if (!(Symbol.iterator in message)) {
    const own = { names: Object.keys(message), mapBytes: sizeOf(message) };
    const added = choose(sent, own, HTTP_LIMITS);
    return added.length === 0 ? message : { ...message, ...Object.fromEntries(added) };
  }
  const collection = message as unknown as Collection;
  const pairs = [...collection];
  if (!pairs.every(isPair)) {
    sent.leaveOut("the context", "the list of headers is not one of pairs");
    return message;
  }
  const added = choose(sent, { names: pairs.map(([name]) => String(name)), mapBytes: sizeOf(pairs) }, HTTP_LIMITS);
  if (added.length === 0) return message;
  if (Array.isArray(message)) return [...pairs, ...added.map((entry) => [...entry])];
  const copy = new collection.constructor(collection);
  for (const [name, value] of added) copy.set(name, value);
  return copy;
};

const isPair = (value: unknown): value is readonly [unknown, unknown] => Array.isArray(value) && value.length === 2;

/** The default of Kafka's brokers, for a batch of records. */
const KAFKA_LIMITS = { messageBytes: [1_048_588], sized: ["key", "value"] };
const intoKafkaMap = intoMap("headers", KAFKA_LIMITS);

/** Writes into a record's headers: an object, or, as `librdkafka`'s clients have it, a list of objects with one name. */
export const intoKafkaHeaders: Writer = (message, sent) => {
  const { headers } = message;
  if (!Array.isArray(headers)) return intoKafkaMap(message, sent);
  const names = headers.flatMap((header: unknown) => Object.keys(readMap(header) ?? {}));
  const messageBytes = sizeOf(headers, 3) + sizeOf(message.key, 0) + sizeOf(message.value, 0);
  const added = choose(sent, { names, messageBytes }, KAFKA_LIMITS);
  if (added.length === 0) return message;
  return withField(message, "headers", [...headers, ...added.map(([name, value]) => ({ [name]: value }))]);
};
