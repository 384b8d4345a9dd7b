import type { ClientRequest, IncomingHttpHeaders } from "node:http";
import type { NetConnectOpts } from "node:net";
import { http, net } from "./builtins.ts";
import { describeError } from "./errors.ts";

/** An event as the Runtime API hands it over. */
export interface NextEvent {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A streamed response under way. */
export interface OpenResponse {
  readonly request: ClientRequest;
  /** Resolves once the platform has the whole of it. */
  readonly answered: Promise<void>;
  /** True where the stream ended without the platform's answer. */
  isBroken(): boolean;
}

/** Talks to the Runtime API over one connection that is kept alive. */
export interface RuntimeClient {
  /** Waits for the next event. */
  next(): Promise<NextEvent>;
  /** Answers an invocation with JSON. */
  respond(requestId: string, payload: string): Promise<void>;
  /**
   * Opens the request that takes a streamed response. It goes out with its first byte.
   *
   * @param highWaterMark bytes that may be written ahead; Node's own default where undefined
   */
  openResponse(requestId: string, highWaterMark: number | undefined): OpenResponse;
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

  // A connection of its own, so that an error can still be reported while a response is under way.
  const streamAgent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const openResponse = (requestId: string, highWaterMark: number | undefined): OpenResponse => {
    const ahead = highWaterMark === undefined ? {} : { highWaterMark };
    streamAgent.createConnection = (given, connected) =>
      net.createConnection({ ...given, ...ahead } as NetConnectOpts, connected as (() => void) | undefined);
    const path = `/2018-06-01/runtime/invocation/${requestId}/response`;
    const headers = {
      "content-type": "application/octet-stream",
      "transfer-encoding": "chunked",
      "lambda-runtime-function-response-mode": "streaming",
      trailer: "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
    };
    const request = http.request({ host, port, agent: streamAgent, method: "POST", path, headers });
    let isComplete = false;
    const answered = new Promise<void>((resolve, reject) => {
      request.on("error", reject);
      // A stream that was destroyed gets no answer, and not always an error.
      request.on("close", () => reject(new Error("The response stream was closed")));
      request.on("response", (response) =>
        response.resume().on("end", () => {
          isComplete = true;
          resolve();
        }),
      );
    });
    // As with the platform's client, nobody catches that a stream breaks: it ends the process.
    void answered.then(() => {});
    // A request that was answered completely counts as destroyed as well.
    return { request, answered, isBroken: () => request.destroyed && !isComplete };
  };

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
    openResponse,
    fail: (requestId, error) => postError(`invocation/${requestId}/error`, error),
    failInit: (error) => postError("init/error", error),
  };
}
