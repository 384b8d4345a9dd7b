import { setTimeout as delay } from "node:timers/promises";
import * as api from "@opentelemetry/api";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { inject, type MessageSystem } from "../src/index.ts";
import { MESSAGES, SYSTEMS } from "./inject-messages.ts";
import { collectDiagnostics, createHostile, resetProcess, wrap } from "./support.ts";

const options = { exporters: { traces: "none", metrics: "none", logs: "none" } } as object;

interface Sending {
  readonly tracestate?: string;
  readonly baggage?: Readonly<Record<string, string>>;
}

/** Runs `build` in an invocation, whose span has this trace state and baggage. */
function sending<Value>(build: () => Value, { tracestate, baggage = {} }: Sending = {}): Value {
  let built: { readonly value: Value } | undefined;
  wrap(() => {
    const span = api.trace.getActiveSpan()?.spanContext();
    if (span === undefined) throw new Error("there is no span");
    const traceState = tracestate === undefined ? undefined : api.createTraceState(tracestate);
    const inside = api.trace.setSpanContext(api.context.active(), {
      ...span,
      ...(traceState !== undefined && { traceState }),
    });
    const entries = Object.entries(baggage).map(([name, value]) => [name, { value }] as const);
    const carried =
      entries.length === 0
        ? inside
        : api.propagation.setBaggage(inside, api.propagation.createBaggage(Object.fromEntries(entries)));
    built = { value: api.context.with(carried, build) };
  }, options)();
  if (built === undefined) throw new Error("the handler did not run");
  return built.value;
}

const TRACEPARENT = /^00-[\da-f]{32}-[\da-f]{16}-01$/;
const isTraceparent = expect.stringMatching(TRACEPARENT);
const attribute = (StringValue: unknown) => ({ DataType: "String", StringValue });
const attributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`own-${index}`, attribute("x")]));
const FULL: Sending = { tracestate: "vendor=1", baggage: { tenant: "blue" } };
/** More than most places have room for. */
const HUGE: Sending = { tracestate: "vendor=1", baggage: { long: "b".repeat(4000) } };

let said: string[];
beforeEach(() => {
  resetProcess();
  said = collectDiagnostics();
});
afterEach(() => {
  vi.unstubAllEnvs();
  resetProcess();
});

/** What inject itself said. */
const warnings = () => said.filter((message) => message.includes("inject("));

function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}

describe("inject writes a context", () => {
  it.each<[MessageSystem, unknown]>([
    [
      "sqs",
      {
        ...MESSAGES.sqs,
        MessageAttributes: {
          traceparent: attribute(isTraceparent),
          tracestate: attribute("vendor=1"),
          baggage: attribute("tenant=blue"),
        },
      },
    ],
    [
      "sns",
      {
        ...MESSAGES.sns,
        MessageAttributes: {
          traceparent: attribute(isTraceparent),
          tracestate: attribute("vendor=1"),
          baggage: attribute("tenant=blue"),
        },
      },
    ],
    ["kafka", { ...MESSAGES.kafka, headers: { origin: "shop", ...named() } }],
    ["pubsub", { ...MESSAGES.pubsub, attributes: { origin: "shop", ...named() } }],
    ["servicebus", { ...MESSAGES.servicebus, applicationProperties: { origin: "shop", retries: 3, ...named() } }],
    ["eventhubs", { ...MESSAGES.eventhubs, properties: { origin: "shop", ...named() } }],
    ["eventgrid", { ...MESSAGES.eventgrid, extensionAttributes: named() }],
    ["cloudevent", { ...MESSAGES.cloudevent, ...named() }],
    ["rabbitmq", { persistent: true, headers: { origin: "shop", ...named() } }],
    ["http", { accept: "application/json", ...named() }],
  ])("for %s beside what the message has", (system, expected) => {
    expect(sending(() => inject(system, MESSAGES[system]), FULL)).toEqual(expected);
    expect(warnings()).toEqual([]);
  });

  it("for EventBridge and Kinesis first in the data", () => {
    const { Detail } = sending(() => inject("eventbridge", MESSAGES.eventbridge), FULL);
    expect(Detail).toMatch(
      /^{"traceparent":"00-[\da-f-]{49}-01","tracestate":"vendor=1","baggage":"tenant=blue","id":1}$/,
    );
    const { Data } = sending(() => inject("kinesis", MESSAGES.kinesis), FULL);
    expect(new TextDecoder().decode(Data)).toMatch(
      /^{"traceparent":"00-[\da-f-]{49}-01","tracestate":"vendor=1","baggage":"tenant=blue","id":1,"name":"Zoë"}$/,
    );
    expect(Object.getPrototypeOf(Data)).toBe(Uint8Array.prototype);
    expect(Data.buffer.byteLength).toBe(Data.byteLength);
  });

  it("for Lambda into the client context, beside what is in it", () => {
    const own = { client: { appTitle: "shop" }, custom: { tenant: "blue" } };
    const { ClientContext } = sending(
      () => inject("lambda", { FunctionName: "place", ClientContext: btoa(JSON.stringify(own)) }),
      FULL,
    );
    expect(JSON.parse(atob(ClientContext))).toEqual({ ...own, custom: { tenant: "blue", ...named() } });
    const { ClientContext: made } = sending(() => inject("lambda", { FunctionName: "place" })) as {
      ClientContext?: string;
    };
    expect(JSON.parse(atob(made ?? ""))).toEqual({ custom: { traceparent: isTraceparent } });
  });

  it("whose span is not sampled, too", () => {
    vi.stubEnv("OTEL_TRACES_SAMPLER", "always_off");
    expect(sending(() => inject("http", {}))).toEqual({ traceparent: expect.stringMatching(/-00$/) });
  });

  it("in the form of the propagators", () => {
    vi.stubEnv("OTEL_PROPAGATORS", "b3multi");
    const names = Object.keys(
      sending(() => inject("kafka", { value: "" })) as { headers?: object }["headers"] & object,
    );
    expect(names).toEqual(["value", "headers"]);
    const { headers } = sending(() => inject("kafka", { value: "", headers: {} }));
    expect(Object.keys(headers).toSorted()).toEqual(["x-b3-sampled", "x-b3-spanid", "x-b3-traceid"]);
  });

  it("of the span that is active", () => {
    const { traceparent, spanId } = sending(() =>
      api.trace.getTracer("t").startActiveSpan("send", (span) => ({
        ...inject("http", {} as { traceparent?: string }),
        spanId: span.spanContext().spanId,
      })),
    );
    expect(traceparent).toContain(spanId);
  });
});

function named() {
  return { traceparent: isTraceparent, tracestate: "vendor=1", baggage: "tenant=blue" };
}

describe("inject gives back the message itself", () => {
  it.each(SYSTEMS)("outside of an invocation, and with telemetry off: %s", async (system) => {
    expect(inject(system, MESSAGES[system])).toBe(MESSAGES[system]);
    vi.stubEnv("OTEL_SDK_DISABLED", "true");
    const handler = wrap(() => ({ sent: inject(system, MESSAGES[system]) }), options);
    expect(handler().sent).toBe(MESSAGES[system]);
    await delay(0);
    expect(warnings()).toEqual([]);
  });

  it("where the span that is active has no ids, whatever the baggage", () => {
    const sent = sending(() => {
      const none = api.trace.setSpanContext(api.context.active(), api.INVALID_SPAN_CONTEXT);
      return api.context.with(none, () => inject("http", MESSAGES.http));
    }, FULL);
    expect(sent).toBe(MESSAGES.http);
  });

  it.each(SYSTEMS)("where it has a context already: %s", (system) => {
    sending(() => {
      const once = inject(system, MESSAGES[system] as object);
      expect(once).not.toBe(MESSAGES[system]);
      expect(inject(system, once)).toBe(once);
    }, FULL);
    expect(warnings()).toEqual([]);
  });

  it.each<[string, MessageSystem, object]>([
    ["attributes", "sqs", { MessageBody: "", MessageAttributes: { TraceParent: attribute("mine") } }],
    ["a detail", "eventbridge", { Detail: '{"id":1, "TRACEPARENT" : "mine"}' }],
    ["data", "kinesis", { Data: Buffer.from('{"id":"ü","traceparent":"mine"}') }],
    ["headers", "kafka", { value: "", headers: { Traceparent: Buffer.from("mine") } }],
    ["a list of headers", "kafka", { value: "", headers: [{ a: "b" }, { Traceparent: "mine" }] }],
    ["HTTP headers", "http", new Headers({ TraceParent: "mine" })],
    ["pairs", "http", [["TraceParent", "mine"]]],
    ["a client context", "lambda", { ClientContext: btoa('{"Custom":{"TraceParent":"mine"}}') }],
  ])("with a sender's name in any case, and nothing beside it: %s", (_, system, message) => {
    expect(sending(() => inject(system, message as never), FULL)).toBe(message);
    expect(warnings()).toEqual([]);
  });

  it.each<[string, MessageSystem, unknown, string]>([
    ["an unknown system", "fax" as never, { Data: "{}" }, "inject() knows no such system"],
    ["a name of every object", "constructor" as never, {}, "inject() knows no such system"],
    ["a detail that is a list", "eventbridge", { Detail: "[1]" }, '"Detail" is not the text of a JSON object'],
    ["no detail", "eventbridge", { Source: "shop" }, '"Detail" is not the text of a JSON object'],
    ["a detail that is cut", "eventbridge", { Detail: '{"id":' }, '"Detail" is not the text of a JSON object'],
    ["a detail of nothing but a brace", "eventbridge", { Detail: "{1}" }, '"Detail" is not the text of a JSON object'],
    ["compressed data", "kinesis", { Data: Buffer.from([0x1f, 0x8b, 8]) }, '"Data" is not the text of a JSON object'],
    ["attributes that are a list", "sqs", { MessageAttributes: [] }, '"MessageAttributes" holds no names and values'],
    ["headers that are a Map", "kafka", { headers: new Map() }, '"headers" holds no names and values'],
    ["headers in one list", "http", ["accept", "*/*"], "the list of headers is not one of pairs"],
    ["an asynchronous call", "lambda", { InvocationType: "Event" }, "only a synchronous call has a client context"],
    ["a client context of another kind", "lambda", { ClientContext: "%%" }, '"ClientContext" is not a JSON object'],
    [
      "a client context that is a list",
      "lambda",
      { ClientContext: btoa("[]") },
      '"ClientContext" is not a JSON object',
    ],
    ["Event Grid's own schema", "eventgrid", { dataVersion: "1", data: 1 }, "only a CloudEvent has a place for it"],
    ["a message of which nothing can be read", "sqs", createHostile(), "inject() could not read a message (Error)"],
  ])("and says why, once: %s", (_, system, message, warning) => {
    sending(() => {
      expect(inject(system, message as never)).toBe(message);
      expect(inject(system, message as never)).toBe(message);
    });
    expect(warnings()).toEqual([expect.stringContaining(warning)]);
  });

  it.each([undefined, null, "text", 7, true])("that is none: %j", (message) => {
    for (const system of SYSTEMS) expect(sending(() => inject(system, message as never))).toBe(message);
  });

  it("and throws nothing where the logger for diagnostics does", () => {
    sending(() => {
      api.diag.setLogger(
        new Proxy({} as api.DiagLogger, {
          get: () => () => {
            throw new Error("logger");
          },
        }),
        { suppressOverrideMessage: true },
      );
      expect(inject("sqs", { MessageBody: "", MessageAttributes: [] })).toEqual({
        MessageBody: "",
        MessageAttributes: [],
      });
      const hostile = createHostile();
      expect(inject("sqs", hostile)).toBe(hostile);
    });
  });
});

describe("inject keeps a user's own", () => {
  it("baggage and trace state, and adds the span", () => {
    const headers = { Baggage: "mine=1", TraceState: "mine=2" };
    expect(sending(() => inject("http", headers), FULL)).toEqual({ ...headers, traceparent: isTraceparent });
  });

  it("X-Ray header", () => {
    const own = { MessageBody: "", MessageSystemAttributes: { AWSTraceHeader: attribute("Root=mine") } };
    const sent = sending(() => inject("sqs", own)) as object;
    expect(sent).toMatchObject(own);
    expect(sent).toHaveProperty("MessageAttributes.traceparent");
  });

  it("class of message, its symbols, and its field of a strange name", () => {
    class Message {
      readonly body = "x";
      get length(): number {
        return this.body.length;
      }
    }
    const mark = Symbol("mark");
    const sent = sending(() => inject("servicebus", Object.assign(new Message(), { [mark]: 1 })));
    expect(sent).toBeInstanceOf(Message);
    expect(sent.length).toBe(1);
    expect(sent[mark]).toBe(1);
    const strange = JSON.parse('{"value":"x","__proto__":{"polluted":true}}') as { value: string };
    const copied = sending(() => inject("kafka", strange));
    expect(Object.getOwnPropertyNames(copied)).toEqual(["value", "__proto__", "headers"]);
    expect(Object.getPrototypeOf(copied)).toBe(Object.prototype);
  });
});

/** The names of a context in a message's attributes. */
const attributeNames = (message: object): string[] =>
  Object.keys((message as { MessageAttributes?: object }).MessageAttributes ?? {}).filter(
    (name) => !name.startsWith("own-"),
  );

describe("inject keeps to the limits", () => {
  it.each<["sqs" | "sns", number, string[], string[]]>([
    ["sqs", 7, ["traceparent", "tracestate", "baggage"], []],
    ["sqs", 8, ["traceparent", "tracestate"], ["baggage"]],
    ["sqs", 9, ["traceparent"], ["tracestate", "baggage"]],
    ["sqs", 10, [], ["traceparent", "tracestate", "baggage"]],
    ["sqs", 12, [], ["traceparent", "tracestate", "baggage"]],
    ["sns", 9, ["traceparent"], ["tracestate", "baggage"]],
    ["sns", 10, [], ["traceparent", "tracestate", "baggage"]],
  ])("of ten attributes: %s with %i", (system, count, written, left) => {
    const message = { MessageBody: "x", Message: "x", MessageAttributes: attributes(count) };
    const sent = sending(() => inject(system, message), FULL);
    expect(attributeNames(sent)).toEqual(written);
    expect(sent === message).toBe(written.length === 0);
    expect(warnings().map((warning) => /leaves out (\S+):/.exec(warning)?.[1])).toEqual(left);
    expect(warnings().every((warning) => warning.includes(`inject("${system}")`))).toBe(true);
  });

  it("without a part of B3, which is nothing", () => {
    vi.stubEnv("OTEL_PROPAGATORS", "b3multi");
    const message = { MessageBody: "", MessageAttributes: attributes(8) };
    expect(sending(() => inject("sqs", message))).toBe(message);
  });

  it("with X-Ray's header, which is not among the ten", async () => {
    const { xrayPropagators } = await import("../../aws-lambda/src/xray.ts");
    resetProcess();
    said = collectDiagnostics();
    const manager = new (await import("@opentelemetry/context-async-hooks")).AsyncLocalStorageContextManager().enable();
    api.context.setGlobalContextManager(manager);
    api.propagation.setGlobalPropagator(xrayPropagators.xray);
    const span = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7", traceFlags: 1 };
    const message = { MessageBody: "", MessageAttributes: attributes(10) };
    const sent = api.context.with(api.trace.setSpanContext(api.ROOT_CONTEXT, span), () => inject("sqs", message));
    const header = "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1";
    expect(sent).toEqual({ ...message, MessageSystemAttributes: { AWSTraceHeader: attribute(header) } });
    expect(warnings()).toEqual([]);
  });

  it.each<[string, MessageSystem, (size: number) => object, number]>([
    ["256 KiB", "sqs", (size) => ({ MessageBody: "x".repeat(size) }), 262_144],
    ["1 MiB", "sqs", (size) => ({ MessageBody: "x".repeat(size) }), 1_048_576],
    ["256 KiB", "sns", (size) => ({ Message: "x".repeat(size) }), 262_144],
    ["256 KiB", "eventbridge", (size) => ({ Detail: `{"x":"${"x".repeat(size - 8)}"}` }), 262_144 - 14],
    ["1 MiB", "eventbridge", (size) => ({ Detail: `{"x":"${"x".repeat(size - 8)}"}` }), 1_048_576 - 14],
    ["1000 KiB", "kinesis", (size) => ({ Data: `{"x":"${"x".repeat(size - 8)}"}` }), 1_024_000],
    ["1 MiB", "kinesis", (size) => ({ Data: Buffer.from(`{"x":"${"x".repeat(size - 8)}"}`) }), 1_048_576],
    ["its brokers' size", "kafka", (size) => ({ value: Buffer.alloc(size) }), 1_048_588],
    ["10 MB", "pubsub", (size) => ({ data: Buffer.alloc(size) }), 10_000_000],
    ["64 KiB of properties", "servicebus", (size) => ({ applicationProperties: { x: "x".repeat(size - 1) } }), 65_536],
    ["256 KiB", "servicebus", (size) => ({ body: Buffer.alloc(size) }), 262_144],
    ["1 MiB", "eventhubs", (size) => ({ body: "x".repeat(size) }), 1_048_576],
    ["a frame", "rabbitmq", (size) => ({ headers: { x: "x".repeat(size - 1) } }), 3072],
    ["the bytes of API Gateway's headers", "http", (size) => ({ x: "x".repeat(size - 1) }), 10_240],
  ])("and never takes a message across %s: %s", (_, system, build, limit) => {
    for (const size of [limit, limit - 20]) {
      const message = build(size);
      expect(sending(() => inject(system, message as never))).toBe(message);
    }
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain("leaves out traceparent: there is no room");
    // What is beyond the size goes where that is allowed, and what is below has room.
    for (const size of [limit + 1, limit - 400]) {
      const message = build(size);
      const sent = sending(() => inject(system, message as never));
      if (system !== "pubsub" || size < limit) expect(sent).not.toBe(message);
    }
  });

  it("of a client context, in base64", () => {
    for (let length = 2400; length < 2700; length += 1) {
      const ClientContext = btoa(JSON.stringify({ custom: { own: "x".repeat(length) } }));
      if (ClientContext.length > 3583) break;
      const sent = sending(() => inject("lambda", { ClientContext }), FULL);
      expect(sent.ClientContext.length).toBeLessThanOrEqual(3583);
      if (length < 2500) expect(JSON.parse(atob(sent.ClientContext)).custom.traceparent).toMatch(TRACEPARENT);
    }
    expect(warnings().map((warning) => /leaves out (\S+):/.exec(warning)?.[1])).toEqual([
      "baggage",
      "tracestate",
      "traceparent",
    ]);
  });

  it.each<[MessageSystem, boolean]>([
    ["sqs", true],
    ["eventbridge", true],
    ["kinesis", false],
    ["kafka", true],
    ["pubsub", false],
    ["servicebus", true],
    ["rabbitmq", false],
    ["lambda", false],
    ["http", true],
  ])("with a huge baggage: %s", (system, hasRoom) => {
    const sent = sending(() => inject(system, MESSAGES[system] as object), HUGE);
    const { ClientContext = "", Data = new Uint8Array() } = sent as { ClientContext?: string; Data?: Uint8Array };
    const text = `${JSON.stringify(sent)}${atob(ClientContext)}${new TextDecoder().decode(Data)}`;
    expect(text).toContain("traceparent");
    expect(text).toContain("vendor=1");
    expect(text.includes("bbbb")).toBe(hasRoom);
    expect(warnings()).toHaveLength(hasRoom ? 0 : 1);
    if (!hasRoom) expect(warnings()[0]).toContain(`inject("${system}") leaves out baggage`);
  });

  it("of the names of a CloudEvent's extensions", () => {
    vi.stubEnv("OTEL_PROPAGATORS", "tracecontext,b3multi");
    const sent = sending(() => inject("cloudevent", MESSAGES.cloudevent));
    expect(sent).toEqual({ ...MESSAGES.cloudevent, traceparent: isTraceparent });
    expect(warnings()).toEqual([expect.stringMatching(/leaves out x-b3-traceid, .*: its name is not allowed there$/)]);
  });

  it("and writes no baggage without a span beside it", () => {
    vi.stubEnv("OTEL_PROPAGATORS", "b3multi,baggage");
    expect(sending(() => inject("cloudevent", MESSAGES.cloudevent), FULL)).toBe(MESSAGES.cloudevent);
    expect(warnings()).toHaveLength(1);
  });

  it("and says no value of the context", () => {
    sending(() => inject("pubsub", MESSAGES.pubsub), { baggage: { secret: "planted".repeat(1000) } });
    expect(said.join("\n")).not.toContain("planted");
  });
});

describe("any message", () => {
  /** Places where a context is written; all others have to stay what they are. */
  const PLACES: Readonly<Record<MessageSystem, readonly string[]>> = {
    sqs: ["MessageAttributes", "MessageSystemAttributes"],
    sns: ["MessageAttributes"],
    eventbridge: ["Detail", "TraceHeader"],
    kinesis: ["Data"],
    kafka: ["headers"],
    pubsub: ["attributes"],
    servicebus: ["applicationProperties"],
    eventhubs: ["properties"],
    eventgrid: ["extensionAttributes"],
    cloudevent: ["traceparent", "tracestate", "baggage"],
    rabbitmq: ["headers"],
    lambda: ["ClientContext"],
    http: ["traceparent", "tracestate", "baggage"],
  };

  const json = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value));
  const map = fc.oneof(
    fc.dictionary(fc.string(), fc.anything()),
    fc.dictionary(fc.string(), fc.string()),
    fc.anything(),
  );
  const place = fc.oneof(
    map,
    json,
    json.map((text) => Buffer.from(text)),
    json.map((text) => btoa(encodeURI(text))),
  );
  const messageOf = (system: MessageSystem) =>
    fc
      .tuple(
        fc.constantFrom({}, MESSAGES[system]),
        fc.dictionary(fc.string(), fc.anything()),
        fc.dictionary(fc.constantFrom(...PLACES[system]), place),
        fc.boolean(),
      )
      .map(([base, others, places, isFrozen]) => {
        const message = { ...base, ...others, ...places };
        return isFrozen ? deepFreeze(message) : message;
      });

  const without = (message: object, places: readonly string[]) =>
    Object.fromEntries(Object.entries(message).filter(([name]) => !places.includes(name)));

  it.each(SYSTEMS)(
    "keeps all of its other fields, is not changed, and throws nothing: %s",
    { timeout: 60_000 },
    (system) => {
      sending(() => {
        fc.assert(
          fc.property(messageOf(system), (message) => {
            const before = { ...message };
            const sent = inject(system, message as never) as object;
            expect({ ...message }).toEqual(before);
            expect(without(sent, PLACES[system])).toEqual(without(before, PLACES[system]));
            if (sent === message) return;
            for (const name of PLACES[system]) {
              const [own, written] = [Reflect.get(before, name), Reflect.get(sent, name)] as unknown[];
              if (Array.isArray(own)) expect((written as unknown[]).slice(0, own.length)).toEqual(own);
              else if (typeof own === "object" && own !== null && !ArrayBuffer.isView(own)) {
                expect(written).toMatchObject(own);
              }
            }
          }),
        );
      }, FULL);
    },
  );

  it.each(["eventbridge", "kinesis"] as const)("has its data below the context: %s", (system) => {
    sending(() => {
      fc.assert(
        fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3), fc.boolean(), (value, indent, isBytes) => {
          const text = JSON.stringify(value, undefined, indent);
          const field = system === "kinesis" ? "Data" : "Detail";
          const message = { [field]: isBytes && system === "kinesis" ? Buffer.from(text) : text };
          const sent = (inject(system, message as never) as Record<string, string | Buffer>)[field] ?? "";
          expect(JSON.parse(String(sent))).toEqual({ ...JSON.parse(text), ...named() });
          expect(String(sent)).toMatch(/^{"traceparent":"00-/);
        }),
      );
    }, FULL);
  });

  it.each(SYSTEMS)("with getters that throw is sent as it is: %s", (system) => {
    sending(() => {
      for (const name of [...PLACES[system], "other"]) {
        const hostile = Object.defineProperty({ ...MESSAGES[system] } as object, name, {
          enumerable: true,
          get: () => {
            throw new Error("hostile");
          },
        });
        expect(inject(system, hostile)).toBe(hostile);
        const within = { ...MESSAGES[system], [name]: createHostile() };
        expect(() => inject(system, within as never)).not.toThrow();
      }
    });
  });
});
