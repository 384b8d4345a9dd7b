import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip, inflate, inflateRaw } from "node:zlib";
import { HttpError } from "./http-error.ts";

const decompressors = { gzip: promisify(gunzip), inflate: promisify(inflate), inflateRaw: promisify(inflateRaw) };

/**
 * Reads a request body to its end, or to the limit.
 * @throws HttpError 413 when it is too long; the rest is then discarded as it comes, so that the sender can still
 *   read the answer. Error when the sender goes away.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLong = () => new HttpError(413, `the body is longer than ${maxBytes} bytes`);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const fail = (error: Error) => {
      request.removeAllListeners("data");
      request.resume();
      chunks.length = 0;
      reject(error);
    };
    if (Number(request.headers["content-length"]) > maxBytes) {
      fail(tooLong());
      return;
    }
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) fail(tooLong());
      else chunks.push(chunk);
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", reject);
    request.once("close", () => reject(new Error("the sender went away")));
  });
}

/**
 * Undoes the content encoding.
 * @throws HttpError 413 as soon as more than `maxBytes` come out, 415 for another encoding than gzip and deflate,
 *   400 for damaged data.
 */
export async function decompress(body: Buffer, contentEncoding: string, maxBytes: number): Promise<Buffer> {
  if (contentEncoding === "" || contentEncoding === "identity") return body;
  const decompressor = chooseDecompressor(body, contentEncoding);
  try {
    return await decompressor(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw new HttpError(413, `the body is longer than ${maxBytes} bytes when decompressed`);
    }
    throw new HttpError(400, `damaged ${contentEncoding} body: ${(error as Error).message}`);
  }
}

function chooseDecompressor(body: Buffer, contentEncoding: string) {
  if (contentEncoding === "gzip" || contentEncoding === "x-gzip") return decompressors.gzip;
  if (contentEncoding === "deflate") return hasZlibHeader(body) ? decompressors.inflate : decompressors.inflateRaw;
  throw new HttpError(415, `unknown content encoding "${contentEncoding}"`, { "accept-encoding": "gzip, deflate" });
}

/** "deflate" means the zlib format, but senders without its header are old and many. */
function hasZlibHeader(body: Buffer): boolean {
  return body.length >= 2 && ((body[0] ?? 0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
}
