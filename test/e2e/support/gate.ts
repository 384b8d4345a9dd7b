import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Requests that wait until the test lets them go. */
export interface Gate {
  readonly url: string;
  /** Lets a number's request go, whether it is there yet or not. */
  open(number: number): void;
  stop(): Promise<void>;
}

/** Listens on loopback: a request to `/7` is answered when number 7 is opened. */
export async function startGate(): Promise<Gate> {
  const opened = new Set<string>();
  const waiting = new Map<string, () => void>();
  const server = createServer((request, response) => {
    const number = (request.url ?? "").slice(1);
    request.resume();
    const go = (): void => void response.end();
    if (opened.has(number)) go();
    else waiting.set(number, go);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open(number) {
      opened.add(String(number));
      waiting.get(String(number))?.();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
