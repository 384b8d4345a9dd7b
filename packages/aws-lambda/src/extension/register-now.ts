import type { Socket } from "node:net";
import { ANSWER_WITHIN_MILLIS, awaitAnswer, NO_ANSWER, readAddress, serveEvents } from "./connection.ts";
import { type Answer, readAnswer, registerRequest } from "./protocol.ts";
import { extensionState, type Registration } from "./state.ts";

const POLL_MILLIS = 0.2;

/**
 * Registers this process as an extension of its own instance, before this function returns: registration is closed when
 * the runtime first asks for an event, and between a CommonJS module's evaluation and that there is no turn of the event
 * loop. The instance then stays awake behind each response until it is released, and is told by SIGTERM when it ends.
 *
 * @param env - the process's environment
 * @returns what came of it, also of an earlier call; `none` where there is no platform to register with
 */
export function registerNow(env: Readonly<Record<string, string | undefined>>): Registration {
  const shared = extensionState();
  if (shared.registration.state === "none") shared.registration = register(env.AWS_LAMBDA_RUNTIME_API, shared);
  return shared.registration;
}

function register(api: string | undefined, shared: { registration: Registration }): Registration {
  if (!api) return { state: "none" };
  const address = readAddress(api);
  if (address === undefined) return { state: "refused", reason: "the address of the Runtime API is not numeric" };
  const socket = connectNow(address);
  socket.on("error", () => {});
  try {
    const { answer, received } = exchange(socket, registerRequest(api));
    if (answer !== undefined) return serveEvents(socket, api, answer);
    awaitAnswer(socket, received, (late) => {
      shared.registration = serveEvents(socket, api, late);
    });
    socket.unref();
    return { state: "refused", reason: NO_ANSWER };
  } catch (error) {
    socket.destroy();
    const { code, message } = error as NodeJS.ErrnoException;
    return { state: "refused", reason: code ?? message };
  }
}

/**
 * A socket that has asked for its connection when this function returns. To a numeric host Node does that at
 * `process.nextTick`, so what it gives to that runs at once for the length of this call. A host name with a `lookup` that
 * answers at once would do as well, and costs 3 ms more: Node compiles what tells an IPv6 address, and loads its resolver.
 */
function connectNow(address: { readonly host: string; readonly port: number }): Socket {
  const net = process.getBuiltinModule("node:net");
  const { nextTick } = process;
  process.nextTick = (callback: (...given: never[]) => void, ...given: never[]) => void callback(...given);
  try {
    return net.connect({ ...address, noDelay: true });
  } finally {
    process.nextTick = nextTick;
  }
}

/**
 * Sends a request and waits for its answer without a turn of the event loop.
 *
 * @returns the answer, and what was read; without an answer where there was none in time
 * @throws where the request could not be sent, or will not be answered
 */
function exchange(socket: Socket, request: string): { readonly answer?: Answer; readonly received: string } {
  const fs = process.getBuiltinModule("node:fs");
  const descriptor = readDescriptor(socket);
  const until = Date.now() + ANSWER_WITHIN_MILLIS;
  for (let sent = 0; sent < request.length; ) {
    const length = again(until, () => fs.writeSync(descriptor, request.slice(sent), null, "latin1"));
    if (length === undefined) throw new Error(NO_ANSWER);
    sent += length;
  }
  const buffer = Buffer.alloc(4096);
  let received = "";
  for (;;) {
    const length = again(until, () => fs.readSync(descriptor, buffer));
    if (length === undefined) return { received };
    if (length === 0) throw new Error("the connection was closed");
    received += buffer.toString("latin1", 0, length);
    const answer = readAnswer(received);
    if (answer !== undefined) return { answer, received };
  }
}

/** Undocumented, and what AWS's own runtime client reads as well; without it there is no way but the slower one. */
function readDescriptor(socket: Socket): number {
  const descriptor = (socket as { _handle?: { fd?: unknown } })._handle?.fd;
  if (typeof descriptor !== "number" || descriptor < 0) throw new Error("the connection has no descriptor");
  return descriptor;
}

const scratch = new Int32Array(new SharedArrayBuffer(4));

/** Repeats what a socket that does not block cannot do yet; undefined where it cannot in time. */
function again<Value>(until: number, attempt: () => Value): Value | undefined {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EAGAIN" && code !== "ENOTCONN") throw error;
      if (Date.now() > until) return undefined;
      Atomics.wait(scratch, 0, 0, POLL_MILLIS);
    }
  }
}
