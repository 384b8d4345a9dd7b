import { builtin } from "../../builtin.ts";
import type { TlsFiles } from "./tls-files.ts";

/** A request as it is to be posted. */
export interface EncodedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly tls: TlsFiles;
}

/** What came back, its body as far as it is worth reading. */
export interface PostedAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** Posts its requests, hands on the answers, and wakes the process that waits once each was answered or has failed. */
const SCRIPT = `
const { requests, flag, port } = require("node:worker_threads").workerData;
let left = requests.length;
for (const [index, { url, headers, body, tls }] of requests.entries()) {
  let isOpen = true;
  let status;
  let bytes = 0;
  const chunks = [];
  const done = () => {
    if (!isOpen) return;
    isOpen = false;
    if (status !== undefined) port.postMessage({ index, status, body: Buffer.concat(chunks) });
    left -= 1;
    if (left > 0) return;
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  };
  try {
    const http = require(url.startsWith("https:") ? "node:https" : "node:http");
    const request = http.request(url, { method: "POST", headers, ...tls }, (response) => {
      status = response.statusCode;
      response.on("data", (chunk) => {
        bytes += chunk.length;
        if (bytes <= ${64 * 1024}) chunks.push(chunk);
      });
      response.on("end", done);
      response.on("error", done);
    });
    request.on("error", done);
    request.on("close", done);
    request.end(body);
  } catch {
    done();
  }
}`;

/**
 * Posts requests while the process stands still: in a process that exits no event is served any more. A thread does it,
 * which starts in half the time that a process takes, and in a fraction of its memory.
 *
 * @param budgetMillis - how long it may take
 * @returns the answer to each; undefined where none came in time
 */
export function postNow(requests: readonly EncodedRequest[], budgetMillis: number): (PostedAnswer | undefined)[] {
  const answers: (PostedAnswer | undefined)[] = requests.map(() => undefined);
  if (requests.length === 0 || !(budgetMillis > 0)) return answers;
  const { MessageChannel, receiveMessageOnPort, Worker } = builtin("node:worker_threads");
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const workerData = { requests, flag, port: port2 };
  // Nothing of what the application preloads: the thread has one thing to do.
  const clean = { execArgv: [], env: {} };
  const worker = new Worker(SCRIPT, { eval: true, ...clean, workerData, transferList: [port2] });
  worker.on("error", () => {});
  worker.unref();
  Atomics.wait(flag, 0, 0, budgetMillis);
  const receive = (): Message | undefined => receiveMessageOnPort(port1)?.message;
  for (let message = receive(); message !== undefined; message = receive()) answers[message.index] = message;
  port1.close();
  return answers;
}

interface Message extends PostedAnswer {
  readonly index: number;
}
