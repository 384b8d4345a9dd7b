import { choose, type Limits } from "./choose.ts";
import { readMap, type Writer, withField } from "./fields.ts";
import type { Fields } from "./message-shapes.ts";

/**
 * 3583 bytes in base64 are 2685 of JSON. Only synchronous calls hand the client context over.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
const LIMITS: Limits = {
  messageBytes: [2685],
  cost: ([name, value]) => Buffer.byteLength(`${JSON.stringify(name)}:${JSON.stringify(value)},`),
};

/** Writes into the client context of a call of a Lambda function, where its `custom` values are. */
export const intoClientContext: Writer = (message, sent) => {
  const { ClientContext, InvocationType } = message;
  if (InvocationType !== undefined && InvocationType !== "RequestResponse") {
    sent.leaveOut("the context", "only a synchronous call has a client context");
    return message;
  }
  const own = ClientContext === undefined ? {} : parseClientContext(ClientContext);
  const name = own?.custom === undefined && own?.Custom !== undefined ? "Custom" : "custom";
  const custom = readMap(own?.[name]);
  if (own === undefined || custom === undefined) {
    sent.leaveOut("the context", '"ClientContext" is not a JSON object in base64');
    return message;
  }
  const messageBytes = Buffer.byteLength(JSON.stringify({ ...own, [name]: custom }));
  const added = choose(sent, { names: Object.keys(custom), messageBytes }, LIMITS);
  if (added.length === 0) return message;
  const written = { ...own, [name]: { ...custom, ...Object.fromEntries(added) } };
  return withField(message, "ClientContext", Buffer.from(JSON.stringify(written)).toString("base64"));
};

function parseClientContext(value: unknown): Fields | undefined {
  if (typeof value !== "string") return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(value, "base64").toString());
    return parsed === null || parsed === undefined ? undefined : readMap(parsed);
  } catch {
    return undefined;
  }
}
