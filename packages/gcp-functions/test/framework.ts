import { type IncomingHttpHeaders, request, type Server } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  type CloudEventFunction,
  cloudEvent,
  type EventFunction,
  type EventFunctionWithCallback,
  type HttpFunction,
  http,
} from "@google-cloud/functions-framework";
import { getTestServer } from "@google-cloud/functions-framework/testing";
import { listen } from "./support.ts";

/** What a client gets. */
export interface ClientAnswer {
  readonly status: number | undefined;
  /** Without `date`. */
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let names = 0;
const servers: Server[] = [];

/** Registers an HTTP handler in the real functions framework, and serves it. */
export function serveHttp(handler: HttpFunction): Promise<string> {
  return serve((name) => http(name, handler));
}

/** Registers a CloudEvent handler in the real functions framework, and serves it. */
export function serveEvent(handler: CloudEventFunction): Promise<string> {
  return serve((name) => cloudEvent(name, handler));
}

const load = createRequire(import.meta.url);

/** What starts a background function is not exported: those are registered by an environment variable alone. */
const { getServer } = load(join(dirname(load.resolve("@google-cloud/functions-framework/testing")), "server.js")) as {
  getServer(handler: unknown, options: object): Server;
};

/** Serves a background handler in the real functions framework. */
export function serveBackground(handler: EventFunction | EventFunctionWithCallback): Promise<string> {
  const server = getServer(handler, { signatureType: "event", enableExecutionId: false, ignoredRoutes: null });
  servers.push(server);
  return listen(server);
}

function serve(register: (name: string) => void): Promise<string> {
  names += 1;
  register(`function-${names}`);
  const server = getTestServer(`function-${names}`);
  servers.push(server);
  return listen(server);
}

/** Stops everything that was started. */
export async function stopServing(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Sends a request on a connection of its own. */
export function send(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<ClientAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false, ...options }, (incoming) => {
      let body = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk) => {
        body += chunk;
      });
      incoming.on("error", reject);
      incoming.on("end", () => {
        const { date, ...headers } = incoming.headers;
        resolve({ status: incoming.statusCode, headers, body });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(options.body);
  });
}

/** Posts a CloudEvent in structured mode. */
export function sendEvent(url: string, event: object): Promise<ClientAnswer> {
  return send(url, {
    method: "POST",
    headers: { "content-type": "application/cloudevents+json" },
    body: JSON.stringify(event),
  });
}
