import { request as httpRequest, type IncomingHttpHeaders } from "node:http";

/** An HTTP answer as its caller sees it. */
export interface HttpAnswer {
  /** 0 where the connection ended without an answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly durationMillis: number;
}

export interface HttpCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends one request on a connection of its own. */
export function call(url: string, { method = "POST", headers = {}, body = "" }: HttpCall = {}): Promise<HttpAnswer> {
  const begunAt = performance.now();
  return new Promise((resolve) => {
    const settle = (status: number, answered: IncomingHttpHeaders, chunks: readonly Buffer[]): void =>
      resolve({
        status,
        headers: answered,
        body: Buffer.concat(chunks),
        durationMillis: performance.now() - begunAt,
      });
    const request = httpRequest(
      url,
      {
        method,
        agent: false,
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "user-agent": "isobar-e2e/1",
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("end", () => settle(response.statusCode ?? 0, response.headers, chunks));
        response.once("error", () => settle(0, {}, []));
      },
    );
    request.once("error", () => settle(0, {}, []));
    request.end(body);
  });
}

/** Sends an order to the business function. */
export function order(url: string, value: object, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
  return call(url, { body: JSON.stringify(value), headers });
}
