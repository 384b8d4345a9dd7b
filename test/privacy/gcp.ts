import { once } from "node:events";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { flush, instrument, processBatch } from "../../packages/gcp-functions/src/index.ts";
import background from "../../packages/gcp-functions/test/fixtures/background.json" with { type: "json" };
import events from "../../packages/gcp-functions/test/fixtures/events.json" with { type: "json" };
import fullRequests from "../../packages/gcp-functions/test/fixtures/full-requests.json" with { type: "json" };
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

export const gcpFixtures: readonly Sample[] = [
  ...fixtures<unknown>(events, (event) => [event]),
  ...fixtures<{ data?: unknown; context?: unknown }>(background, ({ data, context }) => [data, context]),
  ...fixtures<unknown>({ ...requests, ...fullRequests }, (request) => [request, createResponse()]),
];
