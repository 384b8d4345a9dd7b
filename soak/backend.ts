import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { type Encoding, encodeExportResponse, type PartialSuccess, type Signal } from "@isobar/otlp";
import type { Outage, RequestFault } from "./faults.ts";
import { type Ledger, note, type RequestEntry } from "./ledger.ts";
import { readTelemetry } from "./read-body.ts";

/** An OTLP backend that makes faults on purpose, and keeps a ledger of them. */
export interface Backend {
  readonly url: string;
  /** Treats all requests so until `recover`. */
  fail(how: Outage): Promise<void>;
  recover(): Promise<void>;
  /** Whether single requests have faults. */
  setFaults(isOn: boolean): void;
  stop(): Promise<void>;
}

export interface BackendOptions {
  readonly ledger: Ledger;
  /** The fault of each request, by its number. */
  readonly deck: (request: number) => RequestFault | undefined;
  /** Whether the instance with this process has no CPU now. */
  readonly isFrozen: (pid: number) => boolean;
  /** For how long a client waits for an answer, in milliseconds. */
  readonly clientTimeoutMillis: number;
  /** Where to hand on what is stored: it is stored where this answers 2xx. @default nowhere */
  readonly endpoint?: string | undefined;
}

/** How long an answer waits for the instance to be frozen, at most. */
const FREEZE_MILLIS = 1000;
/** For how long a freeze behind an answer may have kept the client from hearing it. */
const SOON_MILLIS = 250;

export async function startBackend(options: BackendOptions): Promise<Backend> {
  const { ledger, deck, clientTimeoutMillis } = options;
  let outage: Outage | undefined;
  let hasFaults = false;
  let count = 0;
  const last = new WeakMap<Socket, RequestEntry>();
  const stopping = new AbortController();

  const receive = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const signal = message.url?.split("/").at(-1) as Signal;
    const sent = await readAll(message);
    // Sent to somewhere before the whole of it was here: nothing that a backend could have kept.
    if (sent === undefined) return note(ledger, "a body was broken off");
    const body = readTelemetry(signal, message.headers, sent);
    if (body === undefined) {
      response.end();
      return;
    }
    const fault: RequestEntry["fault"] = outage ? `outage:${outage}` : hasFaults ? deck(count) : undefined;
    const entry: RequestEntry = {
      ...body,
      signal,
      number: count,
      fault,
      isStored: false,
      rejected: 0,
      readAtMillis: performance.now(),
      isFollowed: false,
      isAbandoned: false,
      wasFrozen: false,
    };
    if (!outage && hasFaults) count += 1;
    const before = last.get(message.socket);
    if (before !== undefined) before.isFollowed = true;
    else
      message.socket.once("close", () =>
        Object.assign(last.get(message.socket) ?? {}, { closedAtMillis: performance.now() }),
      );
    last.set(message.socket, entry);
    ledger.requests.push(entry);
    response.on("close", () => {
      entry.isAbandoned = entry.answeredAtMillis === undefined;
    });
    const encoding = String(message.headers["content-type"]).startsWith("application/json") ? "json" : "protobuf";
    await answer(entry, encoding, response, () => store(entry, message, sent));
  };

  const store = async (entry: RequestEntry, message: IncomingMessage, sent: Buffer): Promise<void> => {
    entry.isStored = options.endpoint === undefined || (await handOn(options.endpoint, message, sent));
  };

  const watchFreeze = (entry: RequestEntry): void => {
    const look = (): void => {
      entry.wasFrozen ||= !entry.isFollowed && options.isFrozen(entry.pid);
    };
    look();
    for (let millis = 25; millis <= SOON_MILLIS; millis += 25) setTimeout(look, millis).unref();
  };

  const answer = async (
    entry: RequestEntry,
    encoding: Encoding,
    response: ServerResponse,
    keep: () => Promise<void>,
  ): Promise<void> => {
    const { fault, signal } = entry;
    const end = (status: number, headers: Record<string, string> = {}, body?: PartialSuccess): void => {
      if (response.destroyed) return;
      entry.status = status;
      entry.answeredAtMillis = performance.now();
      watchFreeze(entry);
      response.writeHead(status, {
        "content-type": encoding === "json" ? "application/json" : "application/x-protobuf",
        ...headers,
      });
      response.end(status === 200 ? encodeExportResponse(signal, encoding, body) : undefined);
    };
    const reset = (): void => void response.socket?.resetAndDestroy();
    const happened = (): void => note(ledger, String(fault));

    if (fault === undefined || fault === "partial" || fault.startsWith("store-then-")) {
      await keep();
      if (!entry.isStored) return end(503);
    }
    if (fault === undefined) return end(200);
    if (fault === "partial") {
      entry.rejected = entry.entries.length > 0 ? 1 : 0;
      if (entry.rejected > 0) happened();
      return end(200, {}, entry.rejected > 0 ? { rejected: entry.rejected, errorMessage: "on purpose" } : undefined);
    }
    if (fault === "store-then-freeze") {
      for (const until = performance.now() + FREEZE_MILLIS; performance.now() < until && !response.destroyed; ) {
        if (options.isFrozen(entry.pid)) break;
        await wait(3);
      }
      if (response.destroyed) return note(ledger, "store-then-freeze, given up before");
      note(ledger, options.isFrozen(entry.pid) ? fault : "store-then-freeze, without a freeze");
      return end(200);
    }
    happened();
    if (fault === "store-then-late") {
      await wait(clientTimeoutMillis * 1.3, undefined, { signal: stopping.signal }).catch(() => {});
      return end(200);
    }
    if (fault === "too-many") return end(429, { "retry-after": "1" });
    if (fault === "refused") return end(400);
    if (fault === "unavailable" || fault === "outage:unavailable") return end(503);
    if (fault.endsWith("reset")) return reset();
    // Silence: the connection stays open until the client gives up.
  };

  const listen = async (port: number): Promise<Server> => {
    const server = createServer((message, response) => {
      message.on("error", () => {});
      response.on("error", () => {});
      receive(message, response).catch((error: unknown) => {
        ledger.troubles.push(error instanceof Error ? error.message : String(error));
        response.destroy();
      });
    });
    server.keepAliveTimeout = 65_000;
    server.requestTimeout = 0;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    return server;
  };
  const close = (server: Server): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  let server: Server | undefined = await listen(0);
  const { port } = server.address() as AddressInfo;
  const recover = async (): Promise<void> => {
    outage = undefined;
    server ??= await listen(port);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    async fail(how) {
      outage = how;
      if (how !== "closed" || server === undefined) return;
      const closing = server;
      server = undefined;
      ledger.breaks.push(performance.now());
      await close(closing);
      note(ledger, "outage:closed");
    },
    recover,
    setFaults(isOn) {
      hasFaults = isOn;
    },
    async stop() {
      stopping.abort();
      if (server !== undefined) await close(server);
    },
  };
}

async function readAll(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return message.complete ? Buffer.concat(chunks) : undefined;
}

const OWN_HEADERS = new Set(["host", "connection", "content-length", "transfer-encoding"]);

/** @returns whether the endpoint has taken it */
async function handOn(endpoint: string, message: IncomingMessage, sent: Buffer): Promise<boolean> {
  const headers = Object.entries(message.headers).filter(([name]) => !OWN_HEADERS.has(name)) as [string, string][];
  const url = `${endpoint.replace(/\/$/, "")}${message.url}`;
  try {
    const response = await fetch(url, { method: "POST", headers, body: new Uint8Array(sent) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
