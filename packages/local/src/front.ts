import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server on loopback. */
export interface Front {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Stops listening and ends every connection, those in keep-alive too. Idempotent. */
  close(): Promise<void>;
}

/** The request's body is longer than the platform takes. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/**
 * Starts an HTTP server on a free port of loopback.
 *
 * @param listener Answers the request. What it throws becomes a bare 500 (413 for {@link BodyTooLargeError}).
 */
export async function createFront(
  listener: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void,
): Promise<Front> {
  const server = createServer((request, response) => {
    (async () => listener(request, response))().catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(error instanceof BodyTooLargeError ? 413 : 500, { connection: "close" }).end();
    });
  });
  // A function may take longer than the server's own limits, and a frozen one does not read its answer.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Reads a request's body to its end.
 *
 * @throws BodyTooLargeError beyond the limit; an Error where the caller went away.
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // The request stays open beyond the limit, so that the refusal can be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limitBytes) throw new BodyTooLargeError(`The body is longer than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
