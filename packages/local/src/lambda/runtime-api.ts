import type { IncomingMessage, ServerResponse } from "node:http";
import { BodyTooLargeError, readBody } from "../front.ts";
import { refuse, sendJson } from "./api-answer.ts";
import { isStreamedResponse, receiveStream } from "./receive-stream.ts";
import type { AnswerWriter } from "./streamed-answer.ts";
import type { LambdaFailure, RuntimeAnswer } from "./types.ts";

/** Largest event and largest answer: 6 MiB and the platform's own envelope. */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024 + 100;

/** One event as the runtime gets it. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly event: Buffer;
  readonly deadlineEpochMillis: number;
  readonly functionArn: string;
  readonly traceId: string;
}

/** The Runtime API of one instance. */
export interface RuntimeApi {
  /** Whether the runtime has asked for its next event and got none yet. */
  readonly ready: boolean;
  /** Answers the waiting `/invocation/next`. */
  deliver(event: RuntimeEvent): void;
  /** Answers a call below `/2018-06-01/runtime/`. */
  handle(request: IncomingMessage, response: ServerResponse, action: string): Promise<void>;
}

export interface RuntimeApiOptions {
  /** The runtime asked for its next event. */
  onReady(): void;
  /** The runtime began to stream its answer; {@link onAnswer} says how it ended. */
  onStream(writer: AnswerWriter): void;
  /** The runtime answered the current invocation. */
  onAnswer(answer: RuntimeAnswer): void;
  onInitError(failure: LambdaFailure): void;
}

const INVOCATION = /^invocation\/([^/]+)\/(response|error)$/;

function readFailure(request: IncomingMessage, body: Buffer): LambdaFailure {
  const header = request.headers["lambda-runtime-function-error-type"];
  const fallback = typeof header === "string" ? header : "Runtime.Unknown";
  try {
    const { errorType, errorMessage } = JSON.parse(body.toString()) as Record<string, unknown>;
    return { type: String(errorType ?? fallback), message: String(errorMessage ?? "") };
  } catch {
    return { type: fallback, message: "" };
  }
}

/** Makes the Runtime API of a new instance. */
export function createRuntimeApi(options: RuntimeApiOptions): RuntimeApi {
  let waiting: ServerResponse | undefined;
  let current: { readonly requestId: string; answered: boolean } | undefined;
  let started = false;

  const refuseTransition = (response: ServerResponse, from: string, to: string) => {
    const message = `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`;
    refuse(response, 403, "InvalidStateTransition", message);
  };

  function next(response: ServerResponse): void {
    if (waiting !== undefined) {
      refuseTransition(response, "Ready", "Ready");
      return;
    }
    started = true;
    // AWS's runtime asks while the end of a failed stream is still on its way, over another connection.
    if (current?.answered === true) current = undefined;
    waiting = response;
    options.onReady();
  }

  async function answer(request: IncomingMessage, response: ServerResponse, id: string, kind: string): Promise<void> {
    if (current === undefined || current.requestId !== id) {
      return refuse(response, 400, "InvalidRequestID", "Invalid request ID");
    }
    if (current.answered) {
      const target = kind === "error" ? "InvocationErrorResponse" : "InvocationResponse";
      return refuseTransition(response, "ResponseSent", target);
    }
    current.answered = true;
    if (kind === "response" && isStreamedResponse(request)) {
      const end = await receiveStream(request, options.onStream);
      // The process is about to end, which is the reason to tell.
      if (end === "truncated") return;
      sendJson(response, 202, { status: "OK" });
      return options.onAnswer(end === "complete" ? { streamed: true } : { failure: end });
    }
    try {
      const body = await readBody(request, MAX_PAYLOAD_BYTES);
      sendJson(response, 202, { status: "OK" });
      options.onAnswer(kind === "error" ? { failure: readFailure(request, body) } : { payload: body });
    } catch (error) {
      if (!(error instanceof BodyTooLargeError)) throw error;
      const type = "Function.ResponseSizeTooLarge";
      refuse(
        response,
        413,
        "RequestEntityTooLarge",
        `Exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`,
      );
      const message = `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`;
      options.onAnswer({ failure: { type, message } });
    }
  }

  return {
    get ready() {
      return waiting !== undefined;
    },
    deliver(event) {
      current = { requestId: event.requestId, answered: false };
      waiting?.writeHead(200, {
        "content-type": "application/json",
        "content-length": event.event.length,
        "lambda-runtime-aws-request-id": event.requestId,
        "lambda-runtime-deadline-ms": String(event.deadlineEpochMillis),
        "lambda-runtime-invoked-function-arn": event.functionArn,
        "lambda-runtime-trace-id": event.traceId,
      });
      waiting?.end(event.event);
      waiting = undefined;
    },
    async handle(request, response, action) {
      if (request.method === "GET" && action === "invocation/next") return next(response);
      const [, id, kind] = (request.method === "POST" && INVOCATION.exec(action)) || [];
      if (id !== undefined && kind !== undefined) return answer(request, response, decodeURIComponent(id), kind);
      if (request.method === "POST" && action === "init/error") {
        if (started) return refuseTransition(response, "Ready", "InitError");
        const failure = readFailure(request, await readBody(request, MAX_PAYLOAD_BYTES));
        sendJson(response, 202, { status: "OK" });
        return options.onInitError(failure);
      }
      response.writeHead(404).end();
    },
  };
}
