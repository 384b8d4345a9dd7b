import type { Socket } from "node:net";
import { type HttpAnswer, readHttpAnswer } from "./http-message.ts";

/** How one request ended. */
export type Ending =
  | { readonly answer: HttpAnswer }
  | {
      /** A code such as `ECONNRESET`, or `timeout`. */
      readonly error: string;
      /** Whether the whole request was handed over: of what is still here in part, nothing can have been read to its end. */
      readonly isHandedOver: boolean;
    };

const MAX_ANSWER_BYTES = 65_536;
/** What hangs up without an answer, as Node's own client names it. */
const HUNG_UP = "ECONNRESET";

/**
 * Sends one request over a connection, and tells once how it ended. What is missing of an answer whose status is known
 * changes nothing.
 *
 * @param socket - connected, or about to be
 * @returns gives it up, for a reason: the process may have stood still, so that what is there already is read before
 */
export function exchange(socket: Socket, request: Buffer, settle: (ending: Ending) => void): (reason: string) => void {
  let received: Buffer | undefined;
  let answer: HttpAnswer | undefined;
  let isHandedOver = false;
  let isSettled = false;

  const finish = (error: string): void => {
    if (isSettled) return;
    isSettled = true;
    socket.off("data", read);
    socket.off("end", hungUp);
    socket.off("close", hungUp);
    socket.off("error", fail);
    settle(answer ? { answer } : { error, isHandedOver });
  };
  const read = (chunk: Buffer): void => {
    received = received ? Buffer.concat([received, chunk]) : chunk;
    try {
      answer = readHttpAnswer(received);
    } catch (error) {
      finish((error as Error).message);
      return;
    }
    if (answer?.isWhole || (answer?.body.length ?? 0) > MAX_ANSWER_BYTES) finish("");
  };
  const hungUp = (): void => finish(HUNG_UP);
  const fail = (error: NodeJS.ErrnoException): void => finish(error.code ?? error.message);

  socket.on("data", read);
  socket.on("end", hungUp);
  socket.on("close", hungUp);
  socket.on("error", fail);
  socket.write(request, (error) => {
    isHandedOver = !error;
  });
  return (reason) => setImmediate(() => setImmediate(finish, reason));
}
