import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { completeAnswer, giveAnswer, sendError } from "./answer.ts";
import { HttpError } from "./http-error.ts";
import { createJsonLinesWriter } from "./json-lines-writer.ts";
import type { Metric } from "./metric-model.ts";
import type { LogRecord, Signal, SignalItems, Span } from "./model.ts";
import { decodeBody, describeRequest, encodingOf } from "./read-request.ts";
import { createReceivedStore } from "./received-store.ts";
import type { ReceivedRequest, Receiver, ReceiverOptions } from "./receiver-types.ts";
import { readBody } from "./request-body.ts";
import { createWaiters } from "./waiters.ts";

/**
 * Starts an OTLP/HTTP receiver: `/v1/traces`, `/v1/logs` and `/v1/metrics`, JSON and protobuf, plain, gzip and
 * deflate. It has no authentication and no TLS: it is made for the own machine and for tests.
 * @throws when the port cannot be had (rejects).
 */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { host = "127.0.0.1", maxBodyBytes = 64 * 1024 * 1024, directory } = options;
  const store = createReceivedStore(options.keep ?? true);
  const waiters = createWaiters();
  const writer = directory === undefined ? undefined : createJsonLinesWriter(directory);
  const attempts: Record<Signal, number> = { traces: 0, logs: 0, metrics: 0 };
  const stopping = new AbortController();
  let firstError: unknown;
  let stopped: Promise<void> | undefined;

  async function accept(message: IncomingMessage, request: ReceivedRequest, body: Buffer): Promise<void> {
    const { signal } = request;
    const items = await decodeBody(message, request, body, maxBodyBytes);
    try {
      await writer?.write(signal, items);
    } catch (cause) {
      throw new HttpError(503, "could not be written to disk", {}, { cause });
    }
    try {
      await callBack(options, request, items);
    } catch (cause) {
      // What was not taken in may be sent again: a 500 would tell the sender to drop it.
      throw new HttpError(503, cause instanceof Error ? cause.message : String(cause), {}, { cause });
    }
    store.add(signal, items, request.byteLength);
  }

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const described = describeRequest(message);
    const body = await readBody(message, maxBodyBytes);
    attempts[described.signal] += 1;
    const request: ReceivedRequest = {
      ...described,
      attempt: attempts[described.signal],
      headers: message.headers,
      byteLength: body.length,
    };
    const answer = completeAnswer((await options.respond?.(request)) ?? "ok");
    if (answer.store) await accept(message, request, body);
    else store.received.refused += 1;
    waiters.check();
    await giveAnswer(response, answer, described, stopping.signal);
  }

  function refuse(message: IncomingMessage, response: ServerResponse, error: unknown): void {
    store.received.refused += 1;
    const known = error instanceof HttpError;
    if (!message.destroyed || message.complete) {
      // A sender that went away is its own business; a failure of a callback or the disk is not.
      if (!known) firstError ??= error;
      else if (error.status >= 500) firstError ??= error.cause;
    }
    const answer = known ? error : new HttpError(500, error instanceof Error ? error.message : String(error));
    sendError(response, answer, encodingOf(message));
    waiters.check();
  }

  const server = createServer((message, response) => {
    message.on("error", () => undefined);
    handle(message, response).catch((error: unknown) => refuse(message, response, error));
  });
  // Longer than any usual export interval: a connection closed just when the sender uses it again loses a batch.
  server.keepAliveTimeout = 65_000;
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;

  const receiver: Receiver = {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    received: store.received,
    spans: store.spans,
    logRecords: store.logRecords,
    metrics: store.metrics,
    waitFor(predicate, timeoutMillis = 5_000) {
      const describe = () => `received so far: ${JSON.stringify(store.received)}`;
      return waiters.waitFor(() => predicate(receiver), timeoutMillis, describe);
    },
    clear: store.clear,
    stop() {
      stopped ??= (async () => {
        stopping.abort();
        waiters.stop(new Error("the receiver was stopped"));
        await closeServer(server, 1_000);
        await writer?.close();
        if (firstError !== undefined) throw firstError;
      })();
      return stopped;
    },
  };
  return receiver;
}

async function callBack(
  options: ReceiverOptions,
  request: ReceivedRequest,
  items: SignalItems[Signal][],
): Promise<void> {
  if (request.signal === "traces") await options.onTraces?.(items as Span[], request);
  else if (request.signal === "logs") await options.onLogs?.(items as LogRecord[], request);
  else await options.onMetrics?.(items as Metric[], request);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

/** Connections of requests that are still running, or that hang on purpose, are cut when the time is over. */
function closeServer(server: Server, graceMillis: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMillis);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
