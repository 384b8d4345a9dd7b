import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** An OTLP request as it came over the wire. */
export interface CapturedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** After decompression, not decoded. */
  readonly bytes: Buffer;
}

export interface Capture {
  readonly host: string;
  readonly requests: readonly CapturedRequest[];
  stop(): Promise<void>;
}

/**
 * A backend that keeps the bytes of what it gets, whatever they mean.
 *
 * @param statusOf - what the how-manieth request of a path is answered with
 */
export function startCapture(statusOf: (attempt: number) => number): Promise<Capture> {
  const requests: CapturedRequest[] = [];
  const server = createServer(async (message, response) => {
    const body = await readBody(message);
    const path = message.url ?? "";
    const isZipped = message.headers["content-encoding"] === "gzip";
    requests.push({ path, headers: message.headers, bytes: isZipped ? gunzipSync(body) : body });
    const attempt = requests.filter((request) => request.path === path).length;
    response.writeHead(statusOf(attempt), { "content-type": message.headers["content-type"] ?? "" }).end();
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve({
        host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
        requests,
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped());
            server.closeAllConnections();
          }),
      }),
    );
  });
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
