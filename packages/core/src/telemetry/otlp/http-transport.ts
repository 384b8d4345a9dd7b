import type { Socket } from "node:net";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import type { OtlpTarget } from "../../config/otlp.ts";
import { remove } from "../../remove.ts";
import { suppressTracing } from "../suppress-tracing.ts";
import { createConnector } from "./connect.ts";
import { type Ending, exchange } from "./exchange.ts";
import { createRequest, createRequestHead, readHeader } from "./http-message.ts";

/** What came of one request. */
export type Answer =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly body: Uint8Array;
      readonly contentType: string | undefined;
      /** When the backend wants to be asked again. */
      readonly afterMillis: number | undefined;
    }
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
 * a whole timeout, a new one a round trip. Most servers and what is before them wait for longer; Node's for five seconds.
 */
const MAX_IDLE_MILLIS = 4000;

/**
 * HTTP for a process that may be frozen at any moment: connections are kept, but not for long; a timeout that fires
 * late, because the process stood still, first looks for an answer that came meanwhile; and of what failed it is known
 * whether the backend can have it.
 *
 * Over Node's sockets and not its HTTP client: one request after the other to one URL is all that there is, and the
 * client costs 4 ms of a cold start and a tenth of a millisecond for each request.
 */
export function createHttpTransport(target: OtlpTarget): Transport {
  const url = new URL(target.url);
  const underWay: ((reason: string) => void)[] = [];
  const key = url.origin + JSON.stringify(target.tlsFiles);
  shared[key] ??= createConnections(url, target);
  const connections = shared[key];
  let head: { readonly of: unknown; readonly text: string } | undefined;

  const post = (body: Uint8Array, headers: Readonly<Record<string, string>>, tell: (answer: Answer) => void): void => {
    if (head?.of !== headers) head = { of: headers, text: createRequestHead(url, headers) };
    const request = createRequest(head.text, body);
    const kept = connections.take();
    const socket = kept ?? connections.open();
    const wasReused = kept !== undefined;
    const giveUp = exchange(socket, request, (ending) => {
      clearTimeout(timer);
      remove(underWay, giveUp);
      if ("answer" in ending && ending.answer.keepsAlive) connections.put(socket);
      else socket.destroy();
      // What rested as long as one that had died may be dead as well.
      if (wasReused && "error" in ending) connections.clear();
      tell(describe(ending, wasReused));
    });
    const timer = setTimeout(giveUp, target.timeoutMillis, "timeout");
    underWay.push(giveUp);
  };

  return {
    post: (body, headers) =>
      new Promise((resolve) => {
        try {
          post(body, headers, resolve);
        } catch (error) {
          // A certificate that is none, for one.
          const { code = "no connection" } = error as NodeJS.ErrnoException;
          resolve({ kind: "undelivered", error: code, wasReused: false });
        }
      }),
    interrupt() {
      for (const giveUp of [...underWay]) giveUp("interrupted");
    },
  };
}

/** Of each host that is spoken to in the same way: signals that are sent one after the other need one connection. */
const shared: Record<string, ReturnType<typeof createConnections>> = {};

/** Connections to one host. Those that are open and have nothing to do keep no process alive. */
function createConnections(url: URL, target: OtlpTarget) {
  /** Each since when, by both clocks: a virtual machine that was put to sleep may find one of them where it was. */
  const idle: [socket: Socket, since: number, sinceEpoch: number][] = [];
  let connect: (() => Socket) | undefined;
  /** Closed by the other side, or told something that nobody has asked for. */
  const leave = function (this: Socket): void {
    const index = idle.findIndex(([socket]) => socket === this);
    // It is destroyed, and told so, behind that.
    if (index >= 0) idle.splice(index, 1);
    this.destroy();
  };
  const clear = (): void => {
    for (const [socket] of idle.splice(0)) socket.destroy();
  };
  return {
    clear,
    open(): Socket {
      connect ??= createConnector(url, target);
      // What traces this process's calls is to say nothing of these: all that it could see is that a socket is opened.
      const socket = context.with(suppressTracing(ROOT_CONTEXT), connect);
      // Whatever becomes of a connection that nobody looks at any more ends no process.
      return socket.on("error", () => {});
    },
    /** The one that was put in last. Where that lay too long, so did those before it. */
    take(): Socket | undefined {
      const [, since = 0, sinceEpoch = 0] = idle.at(-1) ?? [];
      const restedMillis = Math.max(performance.now() - since, Math.abs(Date.now() - sinceEpoch));
      if (restedMillis > MAX_IDLE_MILLIS) clear();
      return idle.pop()?.[0].off("data", leave).off("end", leave).off("close", leave).ref();
    },
    put(socket: Socket): void {
      socket.on("data", leave).on("end", leave).on("close", leave).unref();
      idle.push([socket, performance.now(), Date.now()]);
    },
  };
}

function describe(ending: Ending, wasReused: boolean): Answer {
  if ("error" in ending) {
    const { error, isHandedOver } = ending;
    return { kind: isHandedOver ? "unanswered" : "undelivered", error, wasReused };
  }
  const { status, body, head } = ending.answer;
  return {
    kind: "answered",
    status,
    body,
    contentType: readHeader(head, "content-type"),
    afterMillis: readRetryAfter(readHeader(head, "retry-after")),
  };
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function readRetryAfter(header: string | undefined): number | undefined {
  if (!header) return undefined;
  const millis = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return millis > 0 ? millis : undefined;
}
