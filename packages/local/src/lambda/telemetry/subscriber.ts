import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ignoreErrors } from "../../ignore-errors.ts";
import type { Subscription } from "./subscription.ts";

/** One event of the Telemetry API. */
export interface TelemetryEvent {
  /** RFC 3339. */
  readonly time: string;
  readonly type: string;
  readonly record: unknown;
}

/** Delivers events to an extension's listener, in batches and in order. */
export interface Subscriber {
  push(event: TelemetryEvent): void;
  /** Sends what waits, now. */
  flush(): void;
  /** Sends what waits, to a listener that takes it soon, and nothing any more then. */
  close(): Promise<void>;
}

/** What was not delivered. */
export interface Dropped {
  readonly droppedRecords: number;
  readonly droppedBytes: number;
  readonly reason: string;
}

/** Batches that wait for a listener that does not answer; what is more is dropped. */
const MAX_WAITING_BATCHES = 10;
/** What a listener has for the last of it. */
const CLOSE_MILLIS = 1000;

interface Batch {
  readonly texts: readonly string[];
  readonly bytes: number;
}

type Send = (batch: Batch) => Promise<void>;

function sendByHttp(port: number, path: string, agent: Agent): Send {
  return ({ texts }) =>
    new Promise((resolve, reject) => {
      const body = Buffer.from(`[${texts.join(",")}]`);
      const headers = { "content-type": "application/json", "content-length": body.length };
      const call = request({ host: "127.0.0.1", port, path, agent, method: "POST", headers }, (response) => {
        response.resume().on("end", () => {
          const { statusCode = 0 } = response;
          if (statusCode >= 200 && statusCode < 300) resolve();
          else reject(new Error(`The listener answered ${statusCode}`));
        });
      });
      call.on("error", reject);
      call.end(body);
    });
}

function sendByTcp(port: number, track: (socket: Socket) => void): Send {
  let socket: Socket | undefined;
  return ({ texts }) =>
    new Promise((resolve, reject) => {
      if (socket?.writable !== true) {
        socket = connect({ host: "127.0.0.1", port });
        socket.on("error", ignoreErrors);
        track(socket);
      }
      socket.write(texts.map((text) => `${text}\n`).join(""), (error) => (error ? reject(error) : resolve()));
    });
}

/**
 * Makes the subscriber of a subscription.
 *
 * @param onDropped - called with what did not reach the listener
 */
export function createSubscriber(subscription: Subscription, onDropped: (dropped: Dropped) => void): Subscriber {
  const { maxItems, maxBytes, timeoutMillis, destination } = subscription;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<Socket>();
  const send =
    destination.path === undefined
      ? sendByTcp(destination.port, (socket) => sockets.add(socket))
      : sendByHttp(destination.port, destination.path, agent);
  let texts: string[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const waiting: Batch[] = [];
  let sending: Promise<void> | undefined;
  let closed = false;

  const drop = (batch: Batch, reason: string) =>
    onDropped({ droppedRecords: batch.texts.length, droppedBytes: batch.bytes, reason });

  async function deliver(): Promise<void> {
    for (let batch = waiting.shift(); batch !== undefined && !closed; batch = waiting.shift()) {
      try {
        await send(batch);
      } catch (error) {
        if (!closed) drop(batch, String(error));
      }
    }
    sending = undefined;
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (texts.length === 0 || closed) return;
    const batch = { texts, bytes };
    texts = [];
    bytes = 0;
    if (waiting.length >= MAX_WAITING_BATCHES) drop(batch, "The listener has fallen behind");
    else waiting.push(batch);
    sending ??= deliver();
  }

  return {
    push(event) {
      if (closed) return;
      const text = JSON.stringify(event);
      texts.push(text);
      bytes += Buffer.byteLength(text);
      if (texts.length >= maxItems || bytes >= maxBytes) flush();
      else timer ??= setTimeout(flush, timeoutMillis);
    },
    flush,
    async close() {
      flush();
      const patience = new AbortController();
      await Promise.race([sending, delay(CLOSE_MILLIS, undefined, { signal: patience.signal }).catch(ignoreErrors)]);
      patience.abort();
      closed = true;
      clearTimeout(timer);
      agent.destroy();
      for (const socket of sockets) socket.destroy();
    },
  };
}
