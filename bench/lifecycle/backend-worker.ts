import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { gunzipSync } from "node:zlib";
import { decodeProtobuf, type Span } from "@isobar/otlp";
import type { Behaviour } from "./backend.ts";

interface Kept {
  readonly atMillis: number;
  readonly isGzip: boolean;
  readonly body: Buffer;
}

/** Read when the run is over: decoding would be in its way. */
const kept: Kept[] = [];

async function listen(behaviour: Behaviour): Promise<string> {
  const server = createServer((request, response) => void serve(behaviour, request, response).catch(() => {}));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (behaviour === "refuse") await new Promise((resolve) => server.close(resolve));
  return url;
}

async function serve(behaviour: Behaviour, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const atMillis = performance.timeOrigin + performance.now();
  if (typeof behaviour === "string") return;
  if (behaviour.status === 200 && request.url?.endsWith("/v1/traces")) {
    kept.push({ atMillis, isGzip: request.headers["content-encoding"] === "gzip", body: Buffer.concat(chunks) });
  }
  const answer = (): void => void response.writeHead(behaviour.status).end();
  if (behaviour.afterMillis === 0) answer();
  else setTimeout(answer, behaviour.afterMillis);
}

function findArrivals(): Map<string, number> {
  const arrivals = new Map<string, number>();
  for (const { atMillis, isGzip, body } of kept) {
    const spans = decodeProtobuf("traces", isGzip ? gunzipSync(body) : body) as Span[];
    for (const { traceId } of spans) {
      if (!arrivals.has(traceId)) arrivals.set(traceId, atMillis);
    }
  }
  return arrivals;
}

const behaviours = Object.entries(workerData as Record<string, Behaviour>);
const urls = await Promise.all(behaviours.map(async ([name, behaviour]) => [name, await listen(behaviour)]));
parentPort?.on("message", () => parentPort?.postMessage(findArrivals()));
parentPort?.postMessage(Object.fromEntries(urls));
