import { type Receiver, startReceiver } from "@isobar/otlp";
import { expect } from "vitest";
import type { System } from "../../../support/deliveries/messages.ts";
import type { Bundles } from "../bundle.ts";
import type { PairCloud } from "./clouds.ts";

/** One order on its way from a function on one cloud to a function on the same or another one. */
export interface Trial {
  /** Nothing else has this name. */
  readonly order: string;
  readonly from: PairCloud;
  readonly to: PairCloud;
  readonly system: System;
  readonly way: string;
  /** Whether the consumer is to process it in its sender's trace. */
  readonly inTrace: boolean;
}

let orders = 0;

/** One order on each way that messages have from one cloud to the other, by default and in its sender's trace. */
export const trialsOf = (from: PairCloud, to: PairCloud): Trial[] =>
  to.ways.flatMap(([way, system]) =>
    [false, true].map((inTrace): Trial => {
      orders += 1;
      return { order: `order-${orders}`, from, to, way, system, inTrace };
    }),
  );

/** What the backend got of all functions. */
export type Telemetry = Pick<Receiver, "spans" | "logRecords">;

/**
 * Starts the producers and consumers of some trials, has each order sent and delivered, and ends them all.
 *
 * @param node - the executable that runs the functions
 */
export async function runTrials(
  bundles: Bundles,
  trials: readonly Trial[],
  { node }: { readonly node?: string } = {},
): Promise<Telemetry> {
  const receiver = await startReceiver();
  const stops: (() => Promise<void>)[] = [];
  const options = (role: string, { name }: PairCloud) => ({
    file: bundles.file(`${role}-${name}`),
    name: role,
    timeoutMillis: 20_000,
    maxInstances: 1,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ISOBAR_FLUSH_TIMEOUT_MILLIS: "5000" },
    ...(node !== undefined && { node }),
  });
  try {
    const sent = new Map<string, unknown>();
    const produce = async (from: PairCloud): Promise<void> => {
      const { platform, url } = await from.startProducer(options("producer", from));
      stops.push(() => platform.stop());
      const own = trials.filter((trial) => trial.from === from);
      const messages = await requestMessages(url, own);
      for (const [index, { order }] of own.entries()) sent.set(order, messages[index]);
    };
    const consume = async (to: PairCloud): Promise<void> => {
      const { platforms, deliver } = await to.startConsumer(options("consumer", to));
      for (const platform of platforms) stops.push(() => platform.stop());
      for (const { way, order } of trials.filter((trial) => trial.to === to)) await deliver(way, sent.get(order));
    };
    await Promise.all([...new Set(trials.map(({ from }) => from))].map(produce));
    await Promise.all([...new Set(trials.map(({ to }) => to))].map(consume));
  } finally {
    await Promise.all(stops.map((stop) => stop()));
    await receiver.stop();
  }
  return receiver;
}

/** What the producer gives to its clients. */
async function requestMessages(url: string, trials: readonly Trial[]): Promise<readonly unknown[]> {
  const body = trials.map(({ order, system, inTrace }) => ({ id: order, system, ...(inTrace && { inTrace }) }));
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return JSON.parse(await answer.text(), reviveBuffer) as unknown[];
}

function reviveBuffer(_name: string, value: unknown): unknown {
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown };
  return type === "Buffer" ? Buffer.from(data as number[]) : value;
}
