import { instrument as instrumentAws } from "@isobar/aws-lambda";
import { instrument as instrumentAzure } from "@isobar/azure-functions";
import { instrument as instrumentGcp } from "@isobar/gcp-functions";
import { createMemoryExporters, resetIsobar } from "@isobar/testing";
import { context, propagation, type TextMapPropagator, trace } from "@opentelemetry/api";
import { CloudEvent } from "cloudevents";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Invocation } from "../../../test/readme/trigger-calls.ts";
import { describeDeliveries } from "../../../test/readme/trigger-deliveries.ts";
import { extractSafely, findOrigin } from "../src/context.ts";
import { inject, type MessageSystem, resolveConfig } from "../src/index.ts";
import { processState } from "../src/state.ts";
import { MESSAGES, SYSTEMS } from "./inject-messages.ts";

const RULES = resolveConfig({ incomingContext: "trust", platformParent: "link" }, {});

type Wrap = (work: () => Promise<unknown>, options: object) => () => Promise<unknown>;

/** A function of each platform that sends a message. */
const PRODUCERS: Readonly<Record<string, Wrap>> = {
  "AWS Lambda": (work, options) => {
    const handler = instrumentAws(work as (event: unknown, context: unknown) => Promise<unknown>, options);
    return () => handler({ id: 1 }, { awsRequestId: "request-1" });
  },
  "Google Cloud": (work, options) => {
    const handler = instrumentGcp(work as (event: unknown) => Promise<unknown>, options);
    return () => handler({ specversion: "1.0", id: "1", source: "/shop", type: "ordered" });
  },
  "Azure Functions": (work, options) => {
    const handler = instrumentAzure(work as (input: unknown, context: unknown) => Promise<unknown>, options);
    return () =>
      handler({}, { invocationId: "1", functionName: "send", options: { trigger: { type: "timerTrigger" } } });
  },
};

function wrapFor(producer: string): Wrap {
  const wrap = PRODUCERS[producer];
  if (wrap === undefined) throw new Error(`there is no producer "${producer}"`);
  return wrap;
}

/** Sends a message out of an invocation. */
async function produce(producer: string, propagators: string, build: () => object) {
  resetIsobar();
  vi.stubEnv("OTEL_PROPAGATORS", propagators);
  const { exporters, spans } = createMemoryExporters();
  let sender: string | undefined;
  const run = wrapFor(producer)(
    async () => {
      sender = trace.getActiveSpan()?.spanContext().spanId;
      return { message: build() };
    },
    { exporters },
  );
  const { message } = (await run()) as { message: object };
  await processState().telemetry?.flush(5000);
  expect(spans.map((span) => span.spanId)).toContain(sender);
  return { message, sender };
}

function currentPropagator(): TextMapPropagator {
  const { telemetry } = processState();
  if (telemetry === undefined) throw new Error("there is no telemetry");
  return telemetry.propagator;
}

/** The spans that an invocation's would be below, and linked to. */
function originOf(invocation: Invocation): (string | undefined)[] {
  const { parent, links } = findOrigin(currentPropagator(), invocation, RULES);
  return [trace.getSpanContext(parent)?.spanId, ...links.map((link) => link.context.spanId)];
}

/** Requests and calls continue their sender's trace; messages are linked to it. */
const expected = (system: MessageSystem, sender: string | undefined) =>
  system === "http" || system === "lambda" ? [sender] : [undefined, sender];

afterEach(() => {
  vi.unstubAllEnvs();
  resetIsobar();
});

describe.each(["tracecontext,baggage", "b3", "tracecontext,b3", "tracecontext,baggage,xray"])(
  "what is sent with %s is read by its receiver:",
  (propagators) => {
    it.each(SYSTEMS)("%s", async (system) => {
      const { message, sender } = await produce("AWS Lambda", propagators, () => inject(system, MESSAGES[system]));
      const deliveries = describeDeliveries(system, message);
      expect(deliveries.length).toBeGreaterThan(0);
      for (const { way, invocation } of deliveries) {
        expect(originOf(invocation), way).toEqual(expected(system, sender));
      }
    });
  },
);

it.each(SYSTEMS.filter((system) => system !== "eventgrid" && system !== "cloudevent"))(
  "what is sent with b3multi is read by its receiver: %s",
  async (system) => {
    const { message, sender } = await produce("AWS Lambda", "b3multi", () => inject(system, MESSAGES[system]));
    for (const { way, invocation } of describeDeliveries(system, message)) {
      expect(originOf(invocation), way).toEqual(expected(system, sender));
    }
  },
);

it.each(["sqs", "sns", "eventbridge", "kinesis", "kafka", "rabbitmq", "lambda", "http"] as const)(
  "what is sent with X-Ray alone is read on AWS: %s",
  async (system) => {
    const { message, sender } = await produce("AWS Lambda", "xray,xray-lambda", () => inject(system, MESSAGES[system]));
    for (const { way, invocation } of describeDeliveries(system, message).filter(({ cloud }) => cloud === "aws")) {
      expect(originOf(invocation), way).toEqual(expected(system, sender));
    }
  },
);

it("X-Ray's header is no attribute where there is a place for it", async () => {
  const { message } = await produce("AWS Lambda", "tracecontext,xray", () => ({
    sqs: inject("sqs", MESSAGES.sqs),
    eventbridge: inject("eventbridge", MESSAGES.eventbridge),
  }));
  const root = expect.stringMatching(/^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=1$/);
  const traceparent = expect.stringMatching(/^00-/);
  expect(message).toEqual({
    sqs: {
      ...MESSAGES.sqs,
      MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: root } },
      MessageAttributes: { traceparent: { DataType: "String", StringValue: traceparent } },
    },
    eventbridge: { ...MESSAGES.eventbridge, TraceHeader: root, Detail: expect.stringMatching(/^{"traceparent":"00-/) },
  });
});

describe.each(Object.keys(PRODUCERS))("a function on %s", (producer) => {
  it("sends to the queues of all clouds", async () => {
    for (const system of SYSTEMS) {
      const { message, sender } = await produce(producer, "tracecontext,baggage", () =>
        inject(system, MESSAGES[system]),
      );
      for (const { way, invocation } of describeDeliveries(system, message)) {
        expect(originOf(invocation), `${system}: ${way}`).toEqual(expected(system, sender));
      }
    }
  });
});

it.each<[string, MessageSystem, () => object]>([
  ["text in Kinesis", "kinesis", () => ({ PartitionKey: "1", Data: '{"id":1}' })],
  ["an empty object in Kinesis", "kinesis", () => ({ PartitionKey: "1", Data: " { } " })],
  ["a Buffer in Kinesis, with blanks", "kinesis", () => ({ PartitionKey: "1", Data: Buffer.from('\n { "id": 1 }\n') })],
  ["a list of Kafka headers", "kafka", () => ({ value: "{}", headers: [{ origin: "shop" }] })],
  [
    "an event of the CloudEvents SDK",
    "cloudevent",
    () => new CloudEvent({ type: "ordered", source: "/shop", data: 1 }),
  ],
  ["Headers", "http", () => new Headers({ accept: "*/*" })],
  ["a list of headers", "http", () => [["accept", "*/*"]]],
  ["a Map of headers", "http", () => new Map([["accept", "*/*"]])],
  [
    "a client context of one's own",
    "lambda",
    () => ({ Payload: "{}", ClientContext: btoa('{"client":{"appTitle":"x"},"Custom":{"tenant":"t"}}') }),
  ],
])("%s", async (_, system, build) => {
  const { message, sender } = await produce("AWS Lambda", "tracecontext", () => inject(system, build() as never));
  for (const { way, invocation } of describeDeliveries(system, message)) {
    expect(originOf(invocation), way).toEqual(expected(system, sender));
  }
  if (system === "cloudevent") expect(message).toBeInstanceOf(CloudEvent);
});

it("baggage arrives where a record's span continues its sender's trace", async () => {
  const baggage = propagation.createBaggage({ tenant: { value: "blue" } });
  for (const system of SYSTEMS) {
    const { message } = await produce("AWS Lambda", "tracecontext,baggage", () =>
      context.with(propagation.setBaggage(context.active(), baggage), () => inject(system, MESSAGES[system])),
    );
    for (const { way, invocation } of describeDeliveries(system, message)) {
      const { batch, carrier } = invocation;
      const read = extractSafely(currentPropagator(), carrier ?? [...(batch?.messages ?? [])][0]?.carrier);
      expect(propagation.getBaggage(read)?.getEntry("tenant")?.value, `${system}: ${way}`).toBe("blue");
    }
  }
});
