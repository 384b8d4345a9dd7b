import { type Receiver, startReceiver } from "@isobar/otlp";
import { expect } from "vitest";
import type { System } from "../../../support/deliveries/messages.ts";
import type { Bundles } from "../bundle.ts";
import type { Consumer, PairCloud } from "./clouds.ts";

/** One order on its way from a function on one cloud to a function on the same or another one. */
interface Trial {
  /** Nothing else has this name. */
  readonly order: string;
  readonly from: PairCloud;
  readonly to: PairCloud;
}

/** An order in a message. */
export interface MessageTrial extends Trial {
  readonly system: System;
  readonly way: string;
  /** Whether the consumer is to process it in its sender's trace. */
  readonly inTrace: boolean;
}

/** An order in a request. */
export interface CallTrial extends Trial {
  /** What sends it; a queue is given the request's headers, and sends it later. */
  readonly client: "fetch" | "node:http" | "a queue";
  /** Whether the producer's `propagateTo` names the origin that is called. */
  readonly isNamed: boolean;
}

let orders = 0;

function nextOrder(): string {
  orders += 1;
  return `order-${orders}`;
}

/** One order on each way that messages have from one cloud to the other, by default and in its sender's trace. */
export const messagesOf = (from: PairCloud, to: PairCloud): MessageTrial[] =>
  to.ways.flatMap(([way, system]) =>
    [false, true].map((inTrace): MessageTrial => ({ order: nextOrder(), from, to, way, system, inTrace })),
  );

const CALLS: readonly Pick<CallTrial, "client" | "isNamed">[] = [
  { client: "fetch", isNamed: true },
  { client: "node:http", isNamed: true },
  { client: "a queue", isNamed: true },
  { client: "fetch", isNamed: false },
  { client: "node:http", isNamed: false },
];

/** One order by each client. */
export const callsOf = (from: PairCloud, to: PairCloud): CallTrial[] =>
  CALLS.map((call) => ({ order: nextOrder(), from, to, ...call }));

/** What the backend got of all functions. */
export type Telemetry = Pick<Receiver, "spans" | "logRecords">;

/** What is to be sent, and how the functions run. */
export interface RunOptions {
  readonly messages: readonly MessageTrial[];
  readonly calls: readonly CallTrial[];
  /** The executable that runs the functions. @default this process's Node */
  readonly node?: string | undefined;
}

/** Starts the producers and consumers of some trials, has each order sent and delivered, and ends them all. */
export async function runTrials(bundles: Bundles, { messages, calls, node }: RunOptions): Promise<Telemetry> {
  const receiver = await startReceiver();
  const stops: (() => Promise<void>)[] = [];
  const options = (role: string, { name }: PairCloud, env: Readonly<Record<string, string>> = {}) => ({
    file: bundles.file(`${role}-${name}`),
    name: role,
    timeoutMillis: 20_000,
    maxInstances: 1,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ISOBAR_FLUSH_TIMEOUT_MILLIS: "5000", ...env },
    ...(node !== undefined && { node }),
  });
  const trials = [...messages, ...calls];
  const consumers = new Map<PairCloud, Consumer>();
  const made = new Map<string, unknown>();

  async function startConsumer(to: PairCloud): Promise<void> {
    const consumer = await to.startConsumer(options("consumer", to));
    for (const platform of consumer.platforms) stops.push(() => platform.stop());
    consumers.set(to, consumer);
  }
  function consumerOf({ to }: Trial): Consumer {
    const consumer = consumers.get(to);
    if (consumer === undefined) throw new Error(`no consumer runs on ${to.name}`);
    return consumer;
  }
  async function produce(from: PairCloud): Promise<void> {
    const named = [...consumers.values()].map(({ url }) => new URL(url).origin);
    const producer = await from.startProducer(options("producer", from, { ISOBAR_PROPAGATE_TO: named.join(",") }));
    stops.push(() => producer.platform.stop());
    const own = trials.filter((trial) => trial.from === from);
    const sent = own.map((trial) => ("client" in trial ? callOrder(trial, consumerOf(trial)) : messageOrder(trial)));
    const answers = JSON.parse(await post(producer.url, JSON.stringify(sent)), reviveBuffer) as unknown[];
    for (const [index, { order }] of own.entries()) made.set(order, answers[index]);
  }
  async function deliver(to: PairCloud): Promise<void> {
    for (const trial of trials.filter((one) => one.to === to)) {
      const { order } = trial;
      if (!("client" in trial)) await consumerOf(trial).deliver(trial.way, made.get(order));
      else if (trial.client !== "a queue") expect(made.get(order)).toBe(200);
      else await post(consumerOf(trial).url, JSON.stringify({ id: order }), made.get(order) as Record<string, string>);
    }
  }
  try {
    const targets = [...new Set(trials.map(({ to }) => to))];
    await Promise.all(targets.map(startConsumer));
    await Promise.all([...new Set(trials.map(({ from }) => from))].map(produce));
    await Promise.all(targets.map(deliver));
  } finally {
    await Promise.all(stops.map((stop) => stop()));
    await receiver.stop();
  }
  return receiver;
}

/** What the producer is told of an order that it is to make a message of. */
const messageOrder = ({ order, system, inTrace }: MessageTrial) => ({ id: order, system, ...(inTrace && { inTrace }) });

/** The same of an order that it is to send; what `propagateTo` does not name is the same place by another name. */
function callOrder({ order, client, isNamed }: CallTrial, { url }: Consumer) {
  if (client === "a queue") return { id: order, system: "http" };
  return { id: order, client, url: isNamed ? url : url.replace("127.0.0.1", "localhost") };
}

const JSON_TYPE = { "content-type": "application/json" };

async function post(url: string, body: string, headers: Readonly<Record<string, string>> = JSON_TYPE): Promise<string> {
  const answer = await fetch(url, { method: "POST", headers, body });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return text;
}

function reviveBuffer(_name: string, value: unknown): unknown {
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown };
  return type === "Buffer" ? Buffer.from(data as number[]) : value;
}
