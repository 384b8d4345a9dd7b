import type { Socket } from "node:net";
import { createHolds } from "./holds.ts";
import { type Answer, nextRequest, readAnswer, readHeader } from "./protocol.ts";
import type { Registration } from "./state.ts";

/**
 * The platform answers within a millisecond. It is waited for long, because an instance that has to go on without the
 * answer exports before its responses until it comes.
 */
export const ANSWER_WITHIN_MILLIS = 1000;

/**
 * From its registration on, the extension is one connection: it asks for an event, and the answer comes when there is
 * one. It does not keep the process alive: a runtime that waits for an idle event loop must still be able to.
 *
 * @param socket - connected, and nothing read from it that was not handed over
 * @param registered - the platform's answer to the registration
 */
export function serveEvents(socket: Socket, api: string, registered: Answer): Registration {
  const identifier = readHeader(registered.head, "lambda-extension-identifier");
  if (registered.status !== 200 || identifier === undefined) {
    socket.destroy();
    return { state: "refused", reason: `status ${registered.status}` };
  }
  const ask = (): void => void socket.write(nextRequest(api, identifier), "latin1");
  const holds = createHolds(ask);
  let received = registered.rest;
  const read = (): void => {
    for (let answer = readAnswer(received); answer !== undefined; answer = readAnswer(received)) {
      received = answer.rest;
      const { eventType, requestId } = JSON.parse(answer.body) as { eventType?: unknown; requestId?: unknown };
      if (answer.status === 200 && eventType === "INVOKE") holds.invoked(String(requestId));
    }
  };
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    received += chunk;
    try {
      read();
    } catch {
      socket.destroy();
    }
  });
  socket.on("error", () => {});
  socket.on("close", () => holds.lose());
  socket.unref();
  ask();
  return { state: "registered", hold: holds.hold };
}

/** Why a registration counts as refused for now whose answer is still to come. */
export const NO_ANSWER = "no answer in time";

/**
 * Reads the platform's answer to the registration, however late it comes: what the platform has registered has to ask
 * for its first event, or no invocation ever begins.
 *
 * @param received - what was read of it already
 * @param failed - told where there is no answer to be had
 */
export function awaitAnswer(
  socket: Socket,
  received: string,
  answered: (answer: Answer) => void,
  failed: (error: Error) => void = () => {},
): void {
  let text = received;
  const read = (chunk: string): void => {
    text += chunk;
    try {
      const answer = readAnswer(text);
      if (answer === undefined) return;
      socket.removeListener("data", read);
      answered(answer);
    } catch (error) {
      socket.destroy();
      failed(error as Error);
    }
  };
  socket.setEncoding("latin1");
  socket.on("data", read);
  socket.on("error", failed);
  socket.on("close", () => failed(new Error("the connection was closed")));
}

/** Where the API is: Lambda gives a numeric address, which needs no resolver. Undefined where it is anything else. */
export function readAddress(api: string | undefined): { readonly host: string; readonly port: number } | undefined {
  const match = /^(localhost|\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/.exec(api ?? "");
  if (match === null) return undefined;
  return { host: match[1] === "localhost" ? "127.0.0.1" : String(match[1]), port: Number(match[2]) };
}
