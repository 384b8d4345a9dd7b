import { createServer as createHttpServer, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import type { BackendOptions } from "./backend.ts";

const { behaviour, certificate } = workerData as BackendOptions;

let taken = { requests: 0, bytes: 0 };

const serve: RequestListener = (request, response) => {
  request.on("error", () => {});
  request.on("data", (chunk: Buffer) => {
    taken.bytes += chunk.length;
  });
  request.on("end", () => {
    taken.requests += 1;
    if (typeof behaviour === "string") return;
    const answer = (): void => accept(response, request.headers["content-type"]);
    if (behaviour === 0) answer();
    else setTimeout(answer, behaviour);
  });
};

/** Answers in the form of the request, as the protocol wants it: in protobuf, no bytes are an empty message. */
function accept(response: ServerResponse, type = "application/json"): void {
  response.writeHead(200, { "content-type": type });
  response.end(type === "application/x-protobuf" ? "" : '{"partialSuccess":{}}');
}

const server = certificate === undefined ? createHttpServer(serve) : createHttpsServer(certificate, serve);
server.keepAliveTimeout = 65_000;
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
// The port stays free as long as nobody asks for it by number.
if (behaviour === "refuse") server.close();
parentPort?.postMessage(`http${certificate === undefined ? "" : "s"}://127.0.0.1:${port}`);
parentPort?.on("message", () => {
  parentPort?.postMessage(taken);
  taken = { requests: 0, bytes: 0 };
});
