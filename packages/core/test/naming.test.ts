import { describe, expect, it } from "vitest";
import { createNaming, readSchemaUrl } from "../src/naming.ts";

const ATTRIBUTES = {
  "faas.trigger": "pubsub",
  "faas.invocation.id": "1",
  "faas.invocation.start_time": "2026-11-23T00:00:00Z",
  "messaging.system.name": "azure.servicebus",
  "azure.servicebus.message.delivery_count": 2,
  "gcp.pubsub.message.delivery_attempt": 3,
  "kafka.offset": 4,
  "rabbitmq.destination.routing_key": "key",
};

const OLDER = {
  "faas.trigger": "pubsub",
  "faas.invocation_id": "1",
  "faas.time": "2026-11-23T00:00:00Z",
  "messaging.system": "servicebus",
  "messaging.servicebus.message.delivery_count": 2,
  "messaging.gcp_pubsub.message.delivery_attempt": 3,
  "messaging.kafka.offset": 4,
  "messaging.rabbitmq.destination.routing_key": "key",
};

describe("the names of attributes", () => {
  it("are those of 1.45, of 1.44, or both", () => {
    expect(createNaming("1.45")(ATTRIBUTES)).toEqual(ATTRIBUTES);
    expect(createNaming("1.44")(ATTRIBUTES)).toEqual(OLDER);
    expect(createNaming("dup")(ATTRIBUTES)).toEqual({ ...ATTRIBUTES, ...OLDER });
  });

  it("keep a system that both versions name alike", () => {
    expect(createNaming("1.44")({ "messaging.system.name": "kafka" })).toEqual({ "messaging.system": "kafka" });
  });

  it("go with their schema", () => {
    expect(readSchemaUrl("1.44")).toBe("https://opentelemetry.io/schemas/1.44.0");
    expect(readSchemaUrl("1.45")).toBe("https://opentelemetry.io/schemas/1.45.0");
    expect(readSchemaUrl("dup")).toBe("https://opentelemetry.io/schemas/1.45.0");
  });
});
