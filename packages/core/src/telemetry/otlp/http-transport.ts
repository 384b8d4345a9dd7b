import type { ClientRequest, Agent as HttpAgent, IncomingMessage, RequestOptions } from "node:http";
import type { OtlpTarget } from "../../config/otlp.ts";
import { readTlsFiles } from "./tls-files.ts";

/** What came of one request. */
export type Answer =
  | { readonly kind: "answered"; readonly status: number; readonly body: Uint8Array; readonly afterMillis?: number }
  /** No answer, and the backend cannot have the whole request: it has nothing. */
  | Failure<"undelivered">
  /** No answer, but the whole request was handed over. */
  | Failure<"unanswered">;

interface Failure<Kind> {
  readonly kind: Kind;
  /** A code such as `ECONNRESET`, or `timeout`. */
  readonly error: string;
  /** Whether it went over a connection from before. */
  readonly wasReused: boolean;
}

/** Posts bodies to one URL. */
export interface Transport {
  /** Never rejects. */
  post(body: Uint8Array, headers: Readonly<Record<string, string>>): Promise<Answer>;
  /** Ends the requests that are under way, and the connections with them, but for those whose answer is here already. */
  interrupt(): void;
}

/**
 * A connection that lay idle for longer may have died while the process was frozen, without a word: finding out takes
 * a whole timeout, a new one a round trip.
 */
const MAX_IDLE_MILLIS = 1000;
const MAX_ANSWER_BYTES = 65_536;

/**
 * HTTP for a process that may be frozen at any moment: connections are kept, but not for long; a timeout that fires
 * late, because the process stood still, first looks for an answer that came meanwhile; and of what failed it is known
 * whether the backend can have it.
 *
 * Node's own `http`, by `getBuiltinModule`: its ES module costs 30 ms to import.
 */
export function createHttpTransport(target: OtlpTarget): Transport {
  const url = new URL(target.url);
  const underWay = new Set<ClientRequest>();
  let usedAt = 0;
  let usedAtEpoch = 0;
  let setUp: { request: (url: URL, options: RequestOptions) => ClientRequest; agent: HttpAgent } | undefined;

  const prepare = () => {
    const isHttps = url.protocol === "https:";
    const http = process.getBuiltinModule(isHttps ? "node:https" : "node:http");
    const agent = new http.Agent({ keepAlive: true, ...(isHttps && readTlsFiles(target)) });
    return { request: http.request as (url: URL, options: RequestOptions) => ClientRequest, agent };
  };

  /** Both clocks: a virtual machine that was put to sleep may find one of them where it was. */
  const hasBeenIdle = (): boolean =>
    performance.now() - usedAt > MAX_IDLE_MILLIS || Math.abs(Date.now() - usedAtEpoch) > MAX_IDLE_MILLIS;
  const markUsed = (): void => {
    usedAt = performance.now();
    usedAtEpoch = Date.now();
  };

  return {
    post(body, headers) {
      setUp ??= prepare();
      const { request: open, agent } = setUp;
      if (hasBeenIdle()) closeIdle(agent);
      markUsed();
      return new Promise((resolve) => {
        const request = open(url, { method: "POST", agent, headers: { ...headers } });
        underWay.add(request);
        exchange(request, body, target.timeoutMillis, (answer) => {
          underWay.delete(request);
          markUsed();
          resolve(answer);
        });
      });
    },
    interrupt() {
      for (const request of underWay) giveUp(request, "no time left");
    },
  };
}

function closeIdle(agent: HttpAgent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}

/** Sends one request, and tells once what came of it. */
function exchange(
  request: ClientRequest,
  body: Uint8Array,
  timeoutMillis: number,
  settle: (answer: Answer) => void,
): void {
  let response: IncomingMessage | undefined;
  const chunks: Uint8Array[] = [];
  let isSettled = false;
  const finish = (error: string): void => {
    if (isSettled) return;
    isSettled = true;
    clearTimeout(timer);
    settle(response === undefined ? readFailure(request, error) : readAnswer(response, chunks));
  };
  const timer = setTimeout(giveUp, timeoutMillis, request, "timeout");

  request.on("error", (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  request.on("close", () => finish("closed"));
  request.on("response", (incoming) => {
    response = incoming;
    let bytes = 0;
    incoming.on("data", (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes <= MAX_ANSWER_BYTES) chunks.push(chunk);
      else incoming.destroy();
    });
    incoming.on("end", () => finish(""));
    // The status is known: what is missing of the body changes nothing.
    incoming.on("error", () => finish(""));
  });
  request.end(body);
}

/** The process may have stood still: an answer that is there already is read in the next two turns of the loop. */
function giveUp(request: ClientRequest, reason: string): void {
  setImmediate(() => setImmediate(() => request.destroy(new Error(reason))));
}

/** A request of which a part is still here cannot have been read to its end there. */
function readFailure(request: ClientRequest, error: string): Answer {
  return { kind: request.writableFinished ? "unanswered" : "undelivered", error, wasReused: request.reusedSocket };
}

function readAnswer(response: IncomingMessage, chunks: readonly Uint8Array[]): Answer {
  const afterMillis = readRetryAfter(response.headers["retry-after"]);
  return {
    kind: "answered",
    status: response.statusCode ?? 0,
    body: Buffer.concat(chunks),
    ...(afterMillis !== undefined && { afterMillis }),
  };
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function readRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const millis = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return millis > 0 ? millis : undefined;
}
