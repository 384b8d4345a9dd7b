import { once } from "node:events";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { flush, instrument, processBatch } from "../../packages/gcp-functions/src/index.ts";
import background from "../../packages/gcp-functions/test/fixtures/background.json" with { type: "json" };
import events from "../../packages/gcp-functions/test/fixtures/events.json" with { type: "json" };
import requests from "../../packages/gcp-functions/test/fixtures/requests.json" with { type: "json" };
import type { Platform, Sample } from "./probe.ts";

const isResponse = (value: unknown): value is ServerResponse => value instanceof ServerResponse;

/** A response that nobody reads. */
export function createResponse(): ServerResponse {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  // Without a connection, an answer would wait for one.
  setImmediate(() => response.emit("finish"));
  return response;
}

export const gcp: Platform = {
  instrument: instrument as Platform["instrument"],
  process: ([event, response], record) =>
    processBatch(isResponse(response) ? (event as { body?: unknown }).body : event, record),
  flush,
  async call(handler, args) {
    const [, response] = args;
    const finished = isResponse(response) ? once(response, "finish") : undefined;
    try {
      return await Reflect.apply(handler, undefined, args);
    } finally {
      await finished;
    }
  },
  answer([, response], text) {
    if (isResponse(response)) response.writeHead(503, { "x-own": text });
    return text;
  },
};

const fixtures = <Document>(
  documents: Readonly<Record<string, Document>>,
  argumentsOf: (document: Document) => readonly unknown[],
): Sample[] => Object.entries(documents).map(([name, document]) => ({ name, document, argumentsOf }));

/** All that a request may have. */
const browser = {
  method: "POST",
  url: "/carts/7?coupon=a",
  originalUrl: "/carts/7?coupon=a",
  path: "/carts/7",
  protocol: "https",
  httpVersion: "1.1",
  executionId: "exec-1",
  ip: "203.0.113.7",
  hostname: "shop.example.test",
  query: { coupon: "a" },
  params: { id: "7" },
  cookies: { session: "s" },
  headers: {
    host: "shop.example.test",
    "user-agent": "browser/1",
    authorization: "Bearer t",
    cookie: "session=s",
    referer: "https://shop.example.test/login?user=ada",
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-proto": "https",
    "x-cloud-trace-context": "0123456789abcdef0123456789abcdef/81985529216486895;o=1",
    traceparent: "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01",
    tracestate: "shop=1",
    baggage: "user=ada",
  },
  body: { card: "4111", nested: [{ note: "n" }] },
  rawBody: "card=4111",
};

export const gcpFixtures: readonly Sample[] = [
  ...fixtures<unknown>(events, (event) => [event]),
  ...fixtures<{ data?: unknown; context?: unknown }>(background, ({ data, context }) => [data, context]),
  ...fixtures<unknown>({ ...requests, browser }, (request) => [request, createResponse()]),
];
