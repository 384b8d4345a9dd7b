import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A service of somebody else, for handlers to call. */
export interface CalledServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts one that gives every request the same answer. */
export async function startCalled(headers: Record<string, string> = {}, body = "answer"): Promise<CalledServer> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
