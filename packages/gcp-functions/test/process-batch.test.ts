import { createMemoryTelemetry, type MemoryTelemetry, resetIsobar } from "@isobar/testing";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import { BatchError, instrument, processBatch, type RecordOf } from "../src/index.ts";

const PUBLISHER = "11111111111111111111111111111111";
const message = {
  messageId: "m-1",
  data: "e30=",
  attributes: { googclient_traceparent: `00-${PUBLISHER}-2222222222222222-01` },
};
const subscription = "projects/shop-1/subscriptions/ship";
const cloudEvent = {
  specversion: "1.0",
  id: "event-1",
  type: "google.cloud.pubsub.topic.v1.messagePublished",
  source: "//pubsub.googleapis.com/projects/shop-1/topics/orders",
  data: { message, subscription },
};

let telemetry: MemoryTelemetry;
beforeEach(() => {
  telemetry = createMemoryTelemetry();
});
afterEach(() => {
  delete process.env.OTEL_SDK_DISABLED;
  resetIsobar();
});

/** What the function is given, and what the platform is told. */
async function run(args: readonly unknown[], error?: Error): Promise<{ seen: unknown[]; told: unknown }> {
  const seen: unknown[] = [];
  const handler = instrument(async (event: unknown, _context?: unknown) =>
    processBatch(event, async (record) => {
      seen.push(record);
      if (error !== undefined) throw error;
    }),
  );
  const told = await Reflect.apply(handler, undefined, args).catch((thrown: unknown) => thrown);
  await telemetry.collect();
  return { seen, told };
}

const background = [
  { data: "e30=", attributes: message.attributes },
  {
    eventId: "m-1",
    timestamp: "2026-01-01T00:00:00Z",
    eventType: "google.pubsub.topic.publish",
    resource: { service: "pubsub.googleapis.com", name: "projects/shop-1/topics/orders" },
  },
];
const WAYS: readonly (readonly [way: string, args: readonly unknown[], record: unknown])[] = [
  ["as a CloudEvent", [cloudEvent], message],
  ["to a background function", background, background[0]],
];

describe.each(WAYS)("a Pub/Sub message that comes %s", (_way, args, record) => {
  it("is one record in a span of its own, linked to its publisher", async () => {
    expect(await run(args)).toEqual({ seen: [record], told: undefined });
    const [own, invocation] = telemetry.spans;
    expect(own).toMatchObject({
      name: "process orders",
      parentSpanId: invocation?.spanId,
      status: "unset",
      links: [{ traceId: PUBLISHER }],
      attributes: {
        "messaging.system.name": "gcp.pubsub",
        "messaging.destination.name": "orders",
        "messaging.operation.name": "process",
        "messaging.message.id": "m-1",
      },
    });
    expect(invocation?.name).toBe("subscribe orders");
  });

  it("that fails is told by its own error, with telemetry and without", async () => {
    const error = new RangeError("no such order");
    expect(await run(args, error)).toEqual({ seen: [record], told: error });
    expect(telemetry.spans.map(({ status, attributes }) => [status, attributes["error.type"]])).toEqual([
      ["error", "RangeError"],
      ["error", "RangeError"],
    ]);
    expect(telemetry.spans[1]?.attributes["isobar.batch.failed_count"]).toBe(1);
    await telemetry.clear();
    process.env.OTEL_SDK_DISABLED = "true";
    expect(await run(args, error)).toEqual({ seen: [record], told: error });
    expect(telemetry.spans).toEqual([]);
  });
});

describe("processBatch", () => {
  it("takes a push request's body", async () => {
    const seen: unknown[] = [];
    await processBatch({ message, subscription } as unknown, (record) => void seen.push(record));
    expect(seen).toEqual([message]);
  });

  it("takes a list of events, of which all are tried", async () => {
    const seen: unknown[] = [];
    const events = [cloudEvent, { ...cloudEvent, id: "event-2" }];
    const failing = processBatch(events, (event) => {
      seen.push(event.id);
      if (event.id === "event-1") throw new RangeError();
    });
    await expect(failing).rejects.toBeInstanceOf(BatchError);
    expect(seen).toEqual(["event-1", "event-2"]);
  });

  it("takes any other event as the one record", async () => {
    const upload = { ...cloudEvent, type: "google.cloud.storage.object.v1.finalized", data: { name: "a.png" } };
    expect(await run([upload])).toEqual({ seen: [upload], told: undefined });
  });

  it("knows a record's type", () => {
    expectTypeOf<RecordOf<typeof cloudEvent>>().toEqualTypeOf<typeof message>();
    expectTypeOf<RecordOf<{ data?: { message?: { id: string } | null } }>>().toEqualTypeOf<{ id: string }>();
    expectTypeOf<RecordOf<{ data?: { name: string } }>>().toEqualTypeOf<{ data?: { name: string } }>();
    expectTypeOf<RecordOf<{ data: string }>>().toEqualTypeOf<{ data: string }>();
    expectTypeOf<RecordOf<readonly number[]>>().toEqualTypeOf<number>();
  });
});
