import type { IncomingMessage } from "node:http";
import { OtlpDecodeError } from "./decode-error.ts";
import { HttpError } from "./http-error.ts";
import { decodeJson } from "./json.ts";
import type { Encoding, Signal, SignalItems } from "./model.ts";
import { decodeProtobuf } from "./protobuf.ts";
import { decompress } from "./request-body.ts";

const signals: Readonly<Record<string, Signal>> = {
  "/v1/traces": "traces",
  "/v1/logs": "logs",
  "/v1/metrics": "metrics",
};

const encodings: Readonly<Record<string, Encoding>> = {
  "application/json": "json",
  "application/x-protobuf": "protobuf",
};

/** The encoding that the sender speaks, by its content type. */
export function encodingOf(request: IncomingMessage): Encoding | undefined {
  const mediaType = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return Object.hasOwn(encodings, mediaType) ? encodings[mediaType] : undefined;
}

/**
 * What the request line and the headers say.
 * @throws HttpError 404, 405 or 415 when it is no OTLP/HTTP request.
 */
export function describeRequest(request: IncomingMessage): { signal: Signal; encoding: Encoding } {
  const path = request.url?.split("?", 1)[0] ?? "";
  const signal = Object.hasOwn(signals, path) ? signals[path] : undefined;
  if (signal === undefined) throw new HttpError(404, "no such path: there are /v1/traces, /v1/logs and /v1/metrics");
  if (request.method !== "POST") throw new HttpError(405, "only POST is understood", { allow: "POST" });
  const encoding = encodingOf(request);
  if (encoding !== undefined) return { signal, encoding };
  const known = Object.keys(encodings).join(", ");
  throw new HttpError(415, `the content type must be one of ${known}`, { "accept-post": known });
}

/**
 * Decompresses and decodes a body.
 * @throws HttpError 400, 413 or 415.
 */
export async function decodeBody<S extends Signal>(
  request: IncomingMessage,
  { signal, encoding }: { signal: S; encoding: Encoding },
  body: Buffer,
  maxBytes: number,
): Promise<SignalItems[S][]> {
  const contentEncoding = request.headers["content-encoding"]?.trim().toLowerCase() ?? "";
  const plain = await decompress(body, contentEncoding, maxBytes);
  try {
    return encoding === "json" ? decodeJson(signal, plain) : decodeProtobuf(signal, plain);
  } catch (error) {
    if (error instanceof OtlpDecodeError) throw new HttpError(400, error.message, {}, { cause: error });
    throw error;
  }
}
