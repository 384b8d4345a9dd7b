import type { CloudEventFunction } from "@google-cloud/functions-framework";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { currentInvocation, instrument } from "../src/index.ts";
import { sendEvent, serveEvent, stopServing } from "./framework.ts";
import { createCollector, STATUS_ERROR, STATUS_UNSET } from "./support.ts";

const collector = createCollector();
const wrap = (handler: CloudEventFunction) => serveEvent(instrument(handler, collector.options));

const MESSAGE = {
  specversion: "1.0",
  id: "event-1",
  type: "google.cloud.pubsub.topic.v1.messagePublished",
  source: "//pubsub.googleapis.com/projects/shop-1/topics/orders",
  data: {
    message: {
      messageId: "m-1",
      data: "e30=",
      attributes: { googclient_traceparent: "00-11111111111111111111111111111111-2222222222222222-01" },
    },
  },
};

afterEach(() => {
  vi.restoreAllMocks();
  collector.spans.splice(0);
  collector.logRecords.splice(0);
});
afterAll(stopServing);

test("a Pub/Sub message is a trace of its own with a link to the publisher", async () => {
  let inside: string | undefined;
  const url = await wrap(async () => {
    await Promise.resolve();
    inside = currentInvocation()?.id;
  });
  expect((await sendEvent(url, MESSAGE)).status).toBe(204);
  const [span] = await collector.take();
  expect(inside).toBe("event-1");
  expect(span).toMatchObject({ name: "subscribe orders", kind: 4, status: { code: STATUS_UNSET } });
  expect(span?.parentSpanContext).toBeUndefined();
  expect(span?.attributes).toMatchObject({
    "faas.trigger": "pubsub",
    "faas.invocation.id": "event-1",
    "messaging.message.id": "m-1",
  });
  expect(span?.attributes).not.toHaveProperty("messaging.batch.message_count");
  expect(span?.attributes).not.toHaveProperty("http.response.status_code");
  expect(span?.links.map(({ context, attributes }) => [context.traceId, attributes])).toEqual([
    ["11111111111111111111111111111111", { "messaging.message.id": "m-1" }],
  ]);
});

test("a handler that rejects fails its invocation, with the exception in its trace", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  const url = await wrap(async () => {
    throw new RangeError("no such order");
  });
  expect((await sendEvent(url, MESSAGE)).status).toBe(500);
  const [span] = await collector.take();
  expect(span?.status.code).toBe(STATUS_ERROR);
  expect(span?.attributes["error.type"]).toBe("RangeError");
  const exception = collector.logRecords.find(({ eventName }) => eventName === "messaging.process.exception");
  expect(exception?.attributes["exception.type"]).toBe("RangeError");
  expect(exception?.attributes).not.toHaveProperty("exception.message");
});

test("any other event has the function's name", async () => {
  vi.stubEnv("K_SERVICE", "orders-worker");
  const url = await wrap(() => "done");
  expect(await sendEvent(url, { ...MESSAGE, id: "event-2", type: "com.example.other" })).toMatchObject({
    status: 200,
    body: "done",
  });
  vi.unstubAllEnvs();
  const [span] = await collector.take();
  expect(span?.name).toBe("orders-worker");
  expect(span?.attributes).toMatchObject({
    "faas.trigger": "other",
    "cloudevents.event_id": "event-2",
    "cloudevents.event_type": "com.example.other",
  });
});
