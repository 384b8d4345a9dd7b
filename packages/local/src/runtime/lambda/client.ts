import type { IncomingHttpHeaders } from "node:http";
import { http } from "./builtins.ts";
import { describeError } from "./errors.ts";

/** An event as the Runtime API hands it over. */
export interface NextEvent {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Talks to the Runtime API over one connection that is kept alive. */
export interface RuntimeClient {
  /** Waits for the next event. */
  next(): Promise<NextEvent>;
  /** Answers an invocation with JSON. */
  respond(requestId: string, payload: string): Promise<void>;
  /** Answers an invocation with what its handler threw. */
  fail(requestId: string, error: unknown): Promise<void>;
  /** Tells that the function could not be loaded. */
  failInit(error: unknown): Promise<void>;
}

/**
 * Makes the client.
 *
 * @param runtimeApi `host:port`
 */
export function createRuntimeClient(runtimeApi: string): RuntimeClient {
  const [host, port] = runtimeApi.split(":");
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  const call = (method: string, action: string, body?: string, headers: Record<string, string> = {}) =>
    new Promise<NextEvent & { status: number }>((resolve, reject) => {
      const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
      const type = body === undefined ? {} : { "content-type": "application/json" };
      const path = `/2018-06-01/runtime/${action}`;
      const request = http.request({ host, port, agent, method, path, headers: { ...type, ...length, ...headers } });
      request.on("error", reject);
      request.on("response", (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      });
      request.end(body);
    });

  const postError = async (action: string, error: unknown) => {
    const body = describeError(error);
    // A header takes less than a name can hold.
    const type = encodeURI(body.errorType ?? "Error");
    await call("POST", action, JSON.stringify(body), { "lambda-runtime-function-error-type": type });
  };

  return {
    async next() {
      const { status, headers, body } = await call("GET", "invocation/next");
      if (status !== 200) throw new Error(`The Runtime API answered ${status}: ${body}`);
      return { headers, body };
    },
    async respond(requestId, payload) {
      await call("POST", `invocation/${requestId}/response`, payload);
    },
    fail: (requestId, error) => postError(`invocation/${requestId}/error`, error),
    failInit: (error) => postError("init/error", error),
  };
}
