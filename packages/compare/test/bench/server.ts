import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { BenchTarget } from "../../src/bench/run-bench.ts";
import type { Call } from "../../src/bench/send.ts";
import type { RunOptions } from "../../src/bench/types.ts";

/** An HTTP server that a test may have answer as it likes. */
export interface TestServer {
  readonly url: URL;
  readonly received: readonly IncomingMessage[];
  /** Connections so far. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

export async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse, number: number) => void,
): Promise<TestServer> {
  const received: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    received.push(request);
    request.resume();
    answer(request, response, received.length);
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/orders?code=secret`),
    received,
    connections: () => connections,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As an instrumented handler answers. */
export function answerStamped(response: ServerResponse, { status = 200, millis = 1, cold = false } = {}): void {
  response.writeHead(status, {
    "server-timing": `handler;dur=${millis}${cold ? ", init;dur=99, cold" : ""}`,
    "isobar-invocation-id": "i-1",
  });
  response.end("ok");
}

export const callTo = (url: URL, timeoutMillis = 5000): Call => ({ url, method: "GET", headers: {}, timeoutMillis });

export const targetAt = (id: string, url: URL, timeoutMillis = 5000): BenchTarget => ({
  ...{ id, name: id, url, call: callTo(url, timeoutMillis) },
});

export const runOptions: RunOptions = {
  ...{ invocations: 20, rate: 100, blockSize: 5, burstSize: 5, gapSeconds: 0.1, timeoutMillis: 5000 },
  ...{ method: "GET", headers: [], bodyBytes: 0 },
};
