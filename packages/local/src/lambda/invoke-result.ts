import type { InvokeResult } from "../types.ts";
import { readStream, type StreamedAnswer, StreamFailedError } from "./streamed-answer.ts";
import type { LambdaOutcome } from "./types.ts";

function readJson(payload: Buffer): { result?: unknown } {
  try {
    return { result: JSON.parse(payload.toString()) };
  } catch {
    return {};
  }
}

async function collect(answer: StreamedAnswer): Promise<Omit<InvokeResult, "invocationId">> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of readStream(answer)) chunks.push(chunk);
  } catch (error) {
    if (error instanceof StreamFailedError) return { ok: false, error: error.failure };
    throw error;
  }
  // A stream need not be JSON; its text is told then as it is.
  const bytes = Buffer.concat(chunks);
  return { ok: true, result: bytes.toString(), ...readJson(bytes) };
}

/** What the caller of an event gets; a stream is waited for to its end. */
export async function readInvokeResult(outcome: LambdaOutcome, invocationId: string): Promise<InvokeResult> {
  if ("stream" in outcome) return { ...(await collect(outcome.stream)), invocationId };
  return "payload" in outcome
    ? { ok: true, ...readJson(outcome.payload), invocationId }
    : { ok: false, error: outcome.failure, invocationId };
}
