import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import { createServer as createHttp2Server, type Http2Server } from "node:http2";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";
import type { Adapter, Invocation, IsobarOptions } from "../src/index.ts";
import { createAdapter, createKept, type SpanLike, wrap } from "./support.ts";

/** A key and a certificate of localhost's own that nobody trusts. */
export const pem = readFileSync(new URL("./fixtures/localhost.pem", import.meta.url), "utf8");

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly server: Server | Http2Server;
  /** The headers of all requests, in order. */
  readonly headers: IncomingHttpHeaders[];
}

const running: (Server | Http2Server)[] = [];
afterEach(() => {
  for (const server of running.splice(0)) {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
  }
});

/** Starts a server on this machine; it is stopped after the test. */
export async function serve(listener: RequestListener, kind: "http" | "https" | "http2" = "http"): Promise<TestServer> {
  const headers: IncomingHttpHeaders[] = [];
  const listen: RequestListener = (request, response) => {
    headers.push(request.headers);
    listener(request, response);
  };
  const server =
    kind === "http2"
      ? createHttp2Server(listen as never)
      : kind === "https"
        ? createTlsServer({ key: pem, cert: pem }, listen)
        : createServer(listen);
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `${kind === "https" ? "https" : "http"}://127.0.0.1:${port}`, port, server, headers };
}

/** The URL of a server that has stopped. */
export async function findDeadUrl(): Promise<string> {
  const { url, server } = await serve(() => {});
  await new Promise((resolve) => server.close(resolve));
  return url;
}

export const answer: RequestListener = (request, response) => {
  request.resume();
  request.on("end", () => response.end("answer"));
};

/** What a handler's calls have left: the invocation's span, and the others in the order in which they ended. */
export interface Recorded {
  readonly root: SpanLike;
  readonly calls: readonly SpanLike[];
  readonly result: unknown;
}

export interface RecordOptions {
  readonly options?: IsobarOptions;
  readonly invocation?: Partial<Invocation>;
  readonly adapter?: Partial<Adapter<readonly unknown[], unknown>>;
}

/** Runs work as an invocation. */
export async function record(
  work: () => unknown,
  { options = {}, invocation = {}, adapter = {} }: RecordOptions = {},
): Promise<Recorded> {
  const kept = createKept();
  const handler = wrap(
    async () => work(),
    { ...kept.options, ...options },
    createAdapter(adapter, invocation),
  ) as () => Promise<unknown>;
  const result = await handler().catch((error: unknown) => error);
  const spans = kept.spans;
  const root = spans.find(({ name }) => name === "fn");
  if (root === undefined) throw new Error("the invocation has no span");
  return { root, calls: spans.filter((span) => span !== root), result };
}
