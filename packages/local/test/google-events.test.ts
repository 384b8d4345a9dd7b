import { describe, expect, test } from "vitest";
import { google } from "./platform-support.ts";

const event = {
  specversion: "1.0",
  id: "event-1",
  source: "//pubsub.googleapis.com/projects/p/topics/orders",
  type: "google.cloud.pubsub.topic.v1.messagePublished",
  subject: "order 1/é",
  data: { fail: false, message: { data: "aGk=" } },
};

describe("an event function on Google", () => {
  test("gets a CloudEvent in binary mode, and what it returns is the result", async () => {
    const platform = await google("google-event.mjs", { signature: "cloudevent" });
    const { data, id, type } = event;
    expect(await platform.invoke(event)).toEqual({
      ok: true,
      // Header values are percent-encoded; the framework leaves them so.
      result: { id, type, data, subject: "order%201/%C3%A9" },
      invocationId: "event-1",
    });
  });

  test("that throws has failed, with the framework's mark and message", async () => {
    const platform = await google("google-event.mjs", { signature: "cloudevent" });
    const result = await platform.invoke({ ...event, data: { fail: true } });
    expect(result).toEqual({
      ok: false,
      error: { type: "error", message: "cannot take event-1" },
      invocationId: "event-1",
    });
    expect(platform.counts()).toMatchObject({ invocations: 1, errors: 1 });
    // The framework takes events by POST only.
    await platform.get("/");
    expect(platform.counts().invocations).toBe(1);
  });

  test("that takes too long has timed out", async () => {
    const platform = await google("google-event.mjs", { signature: "cloudevent", timeoutMillis: 1000 });
    const result = await platform.invoke({ ...event, data: { hang: true } });
    expect(result).toMatchObject({ ok: false, error: { type: "timeout" } });
    expect(platform.counts()).toMatchObject({ errors: 1, timeouts: 1 });
  });

  test("may be a background function", async () => {
    const platform = await google("google-background.cjs", { signature: "event" });
    const context = { eventId: "b-1", eventType: "google.pubsub.topic.publish", resource: {}, timestamp: "t" };
    const result = await platform.invoke({ data: { a: 1 }, context });
    expect(result).toEqual({ ok: true, result: { data: { a: 1 }, context }, invocationId: "b-1" });
  });

  test("may register itself with the framework", async () => {
    const platform = await google("google-registered.cjs", { target: "registered", signature: "cloudevent" });
    expect(await platform.invoke(event)).toMatchObject({ ok: true, result: { got: "event-1" } });
  });

  test("is not called with anything else", async () => {
    const platform = await google("google-event.mjs", { signature: "cloudevent" });
    await expect(platform.invoke({ some: "json" })).rejects.toThrow(TypeError);
    expect(platform.instances()).toEqual([]);
  });
});
