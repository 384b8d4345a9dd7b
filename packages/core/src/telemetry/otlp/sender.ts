import { diag } from "@opentelemetry/api";
import { builtin } from "../../builtin.ts";
import type { OtlpProtocol, OtlpTarget, Signal } from "../../config/otlp.ts";
import { readErrorType } from "../../errors.ts";
import { redactUrls } from "../../redact.ts";
import { VERSION } from "../../version.ts";
import type { SendEnd, Sender } from "../send.ts";
import { ENCODERS } from "./encode.ts";
import { type Answer, createHttpTransport, type Transport } from "./http-transport.ts";
import { type PartialSuccess, readJsonAnswer, readProtobufAnswer } from "./partial-success.ts";
import type { PostedAnswer } from "./post-now.ts";
import { readTlsFiles } from "./tls-files.ts";

const CONTENT_TYPES: Record<OtlpProtocol, string> = {
  "http/json": "application/json",
  "http/protobuf": "application/x-protobuf",
};

/** A request without telemetry, which a backend is to answer as any other. @see https://opentelemetry.io/docs/specs/otlp/#full-success */
const EMPTY: Record<OtlpProtocol, Uint8Array> = { "http/json": Buffer.from("{}"), "http/protobuf": new Uint8Array() };

const RESETS: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE"]);

/** Statuses that may be asked again; all others of 300 and more are final. @see https://opentelemetry.io/docs/specs/otlp/#failures-1 */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Sends one signal by OTLP, over a transport that survives a freeze.
 *
 * @param mayRepeat - whether what the backend may have already can be sent again: spans and log records carry ids by
 * which a repetition is known, the points of a metric do not
 */
export function createOtlpSender<Items>(
  signal: Signal,
  target: OtlpTarget,
  mayRepeat: boolean,
  transport: Transport = createHttpTransport(target),
): Sender<Items> {
  const encode = (items: Items): Uint8Array | undefined => {
    try {
      return ENCODERS[target.protocol][signal](items as never);
    } catch (error) {
      // An attribute without an end, for one, or with a getter that throws.
      diag.warn(`isobar: ${signal}: what was recorded cannot be encoded (${readErrorType(error)})`);
      return undefined;
    }
  };
  const headers = {
    ...target.headers,
    "content-type": CONTENT_TYPES[target.protocol],
    "user-agent": `isobar/${VERSION}`,
    ...(target.compression === "gzip" && { "content-encoding": "gzip" }),
  };

  const pack = (plain: Uint8Array): Uint8Array =>
    target.compression === "gzip" ? builtin("node:zlib").gzipSync(plain) : plain;

  /** A kept connection that had died meanwhile says nothing of the backend: a new one does. */
  const hadDied = (answer: Answer): boolean =>
    answer.kind !== "answered" &&
    answer.wasReused &&
    RESETS.has(answer.error) &&
    (answer.kind === "undelivered" || mayRepeat);

  return {
    endpoint: new URL(target.url).origin,
    tryLast(items) {
      const plain = encode(items);
      if (plain === undefined) return { kind: "refused" };
      return {
        kind: "posting",
        request: { url: target.url, headers, body: pack(plain), tls: readTlsFiles(target) },
        readEnd: (answer) => readEnd(signal, target.protocol, answer),
      };
    },
    warm: async () => void (await transport.post(pack(EMPTY[target.protocol]), headers)),
    interrupt: () => transport.interrupt(),
    async send(items) {
      const plain = encode(items);
      if (plain === undefined) return { kind: "refused" };
      const bytes = plain.byteLength;
      const body = pack(plain);
      const first = await transport.post(body, headers);
      const answer = hadDied(first) ? await transport.post(body, headers) : first;
      const repeated = answer !== first && first.kind === "unanswered";
      if (answer.kind !== "answered") {
        diag.debug(`isobar: ${signal}: no answer (${answer.error})`);
        return { kind: answer.kind === "unanswered" ? "unclear" : "retry", bytes, repeated };
      }
      return { ...readEnd(signal, target.protocol, answer), bytes, repeated };
    },
  };
}

function readEnd(
  signal: Signal,
  protocol: OtlpProtocol,
  answer: PostedAnswer & Partial<Pick<Answer & { kind: "answered" }, "afterMillis" | "contentType">>,
): SendEnd {
  const { status, body, afterMillis, contentType } = answer;
  if (status >= 200 && status < 300) {
    // Some answer in JSON whatever they were sent.
    const isJson = protocol === "http/json" || contentType?.startsWith(CONTENT_TYPES["http/json"]) === true;
    return { kind: "sent", ...readRejected(signal, isJson ? readJsonAnswer : readProtobufAnswer, body) };
  }
  diag.debug(`isobar: ${signal}: the backend answered ${status}`);
  if (RETRYABLE.has(status)) return { kind: "retry", afterMillis };
  return { kind: "refused" };
}

/** OTLP's partial success: some were not taken, and are not to be sent again. */
function readRejected(
  signal: Signal,
  read: (body: Uint8Array) => PartialSuccess,
  body: Uint8Array,
): { rejected?: number } {
  if (body.length === 0) return {};
  try {
    const { rejected, errorMessage } = read(body);
    if (errorMessage) diag.debug(`isobar: ${signal}: the backend says: ${redactUrls(errorMessage)}`);
    return rejected > 0 ? { rejected } : {};
  } catch {
    // Some backends answer with a text of their own: the status has said what counts.
    return {};
  }
}
