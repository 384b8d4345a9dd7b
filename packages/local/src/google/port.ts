import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** Ports below the range that the system hands out by itself, so that no outgoing connection takes one meanwhile. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;
const ATTEMPTS = 50;
const PROBE_MILLIS = 5;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/**
 * Finds a port that nothing listens on.
 *
 * @throws Error where none is found.
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (await isFree(port)) return port;
  }
  throw new Error("No free port was found for the function instance");
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const settle = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}

/** Waits until a port takes connections: the platform's own start-up probe. Gives up when the signal says so. */
export async function waitForPort(port: number, signal: AbortSignal): Promise<void> {
  while (!(await isListening(port))) {
    if (signal.aborted) return;
    await delay(PROBE_MILLIS);
  }
}

/**
 * Whether the HTTP server behind a port still runs its event loop. It is sent what no HTTP parser takes, so that no
 * function is called: a living server answers 400, an ending one breaks the connection.
 */
export function isAlive(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const settle = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.once("connect", () => socket.write("?\r\n\r\n"));
    socket.once("data", () => settle(true));
    socket.once("error", () => settle(false));
    socket.once("close", () => settle(false));
  });
}
