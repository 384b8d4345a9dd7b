import type { Attributes, LogRecord, Resource, Span } from "@isobar/otlp";

const scope = { name: "test", version: "", attributes: {}, droppedAttributesCount: 0, schemaUrl: "" };

/** What a test says of an invocation; the rest is usual. */
export interface InvocationOptions {
  cloud?: string;
  /** "" for an instance that is not known. */
  instance?: string;
  version?: string;
  region?: string;
  memoryMiB?: number;
  trigger?: string;
  /** Milliseconds since 1970. */
  start?: number;
  millis?: number;
  cold?: boolean;
  waited?: boolean;
  /** `error.type` of an invocation that failed. */
  error?: string;
  httpStatus?: number;
  attributes?: Attributes;
  resource?: Attributes;
  kind?: Span["kind"];
}

/** When the tests' telemetry begins: 2026-01-01. */
export const START = Date.UTC(2026, 0, 1);

let number = 0;

/** Hexadecimal digits that no other call gave. */
export function nextId(digits: number): string {
  number += 1;
  return number.toString(16).padStart(digits, "0");
}

const resources = new Map<string, Resource>();

function resourceOf(attributes: Attributes): Resource {
  const key = JSON.stringify(attributes);
  const known = resources.get(key);
  const resource = known ?? { attributes, droppedAttributesCount: 0, schemaUrl: "" };
  resources.set(key, resource);
  return resource;
}

/** The span of an invocation as Isobar makes it. */
export function invocation(options: InvocationOptions = {}): Span {
  const { cloud = "aws", instance = "i-1", start = START, millis = 40, httpStatus, error } = options;
  const startTimeUnixNano = BigInt(Math.round(start * 1000)) * 1000n;
  return {
    resource: resourceOf({
      "service.name": "orders",
      "cloud.provider": cloud,
      "cloud.region": options.region ?? "eu-west-1",
      "faas.name": "orders",
      "faas.version": options.version ?? "1",
      ...(instance !== "" && { "faas.instance": instance }),
      "faas.max_memory": (options.memoryMiB ?? 512) * 1024 * 1024,
      "telemetry.distro.name": "isobar",
      "telemetry.distro.version": "0.1.0",
      ...options.resource,
    }),
    scope,
    traceId: nextId(32),
    spanId: nextId(16),
    traceState: "",
    name: "POST /orders",
    kind: options.kind ?? "server",
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano + BigInt(Math.round(millis * 1e6)),
    attributes: {
      "faas.trigger": options.trigger ?? "http",
      "faas.invocation.id": nextId(8),
      "faas.coldstart": options.cold ?? false,
      ...(options.waited === true && { "isobar.waited_for_cold_start": true }),
      ...(error !== undefined && { "error.type": error }),
      ...(httpStatus !== undefined && { "http.response.status_code": httpStatus }),
      ...options.attributes,
    },
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: error === undefined ? "unset" : "error", message: "" },
    flags: 1,
  };
}

/** A span of the handler's own work in an invocation. */
export function childOf(parent: Span, name: string): Span {
  return {
    ...parent,
    spanId: nextId(16),
    parentSpanId: parent.spanId,
    name,
    kind: "client",
    attributes: { step: name },
  };
}

/** A log line of an invocation. */
export function logOf(parent: Span, body: string): LogRecord {
  return {
    resource: parent.resource,
    scope,
    timeUnixNano: parent.startTimeUnixNano + 1000n,
    observedTimeUnixNano: parent.startTimeUnixNano + 1000n,
    severityNumber: 9,
    severityText: "INFO",
    body,
    attributes: { orderId: 7, "faas.invocation.id": String(parent.attributes["faas.invocation.id"]) },
    droppedAttributesCount: 0,
    flags: 1,
    traceId: parent.traceId,
    spanId: parent.spanId,
    eventName: "",
  };
}

/** The same numbers in every run, from 0 up to 1. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Durations with a long tail around a median, as functions have them. */
export function logNormal(random: () => number, median: number, spread = 0.3): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(spread * normal);
}

/** Invocations of one group: `count` warm ones in turn on `instances`, the first of each being cold. */
export function workload(
  options: InvocationOptions & { count: number; instances: number; median: number; seed: number; gapMillis?: number },
): Span[] {
  const { count, instances, median, seed, gapMillis = 100, ...rest } = options;
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) =>
    invocation({
      start: START + index * gapMillis,
      ...rest,
      instance: `${rest.cloud ?? "aws"}-${index % instances}`,
      cold: index < instances,
      millis: logNormal(random, index < instances ? median * 4 : median),
    }),
  );
}
