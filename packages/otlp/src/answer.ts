import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { type HttpError, rpcCodeOf } from "./http-error.ts";
import type { Encoding, Signal } from "./model.ts";
import type { Answer, AnswerDetails } from "./receiver-types.ts";
import { encodeExportResponse, encodeRpcStatus } from "./response.ts";

/** An answer with everything decided. */
export type CompleteAnswer = AnswerDetails &
  Required<Pick<AnswerDetails, "action" | "status" | "store" | "delayMillis">>;

/** Fills in what a fault function left open. */
export function completeAnswer(answer: Answer): CompleteAnswer {
  const details: AnswerDetails =
    answer === "ok" ? {} : answer === "hang" || answer === "reset" ? { action: answer } : answer;
  const { action = "answer", status = 200 } = details;
  const store = action === "answer" && status >= 200 && status < 300;
  return { store, delayMillis: 0, ...details, action, status };
}

/** Carries an answer out. It is broken off when `stopping` fires. */
export async function giveAnswer(
  response: ServerResponse,
  answer: CompleteAnswer,
  { signal, encoding }: { signal: Signal; encoding: Encoding },
  stopping: AbortSignal,
): Promise<void> {
  if (answer.delayMillis > 0) {
    await delay(answer.delayMillis, undefined, { signal: stopping }).catch(() => response.destroy());
  }
  if (response.destroyed) return;
  if (answer.action === "hang") {
    if (stopping.aborted) response.destroy();
    stopping.addEventListener("abort", () => response.destroy(), { once: true });
    return;
  }
  if (answer.action === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, headers = {} } = answer;
  send(response, status, encoding, answer.body ?? defaultBody(status, signal, encoding), headers);
}

/** Answers with an error as OTLP wants it: a `google.rpc.Status` in the sender's encoding, JSON where that is unknown. */
export function sendError(response: ServerResponse, error: HttpError, encoding: Encoding = "json"): void {
  const body = encodeRpcStatus(rpcCodeOf(error.status), error.message, encoding);
  send(response, error.status, encoding, body, error.headers);
}

function defaultBody(status: number, signal: Signal, encoding: Encoding): Uint8Array {
  if (status >= 200 && status < 300) return encodeExportResponse(signal, encoding);
  return encodeRpcStatus(rpcCodeOf(status), `answered ${status} on purpose`, encoding);
}

function send(
  response: ServerResponse,
  status: number,
  encoding: Encoding,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
): void {
  if (response.destroyed || response.headersSent) return;
  response.statusCode = status;
  response.setHeader("content-type", encoding === "json" ? "application/json" : "application/x-protobuf");
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}
