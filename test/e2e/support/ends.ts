import { setTimeout as wait } from "node:timers/promises";
import { type Receiver, type Span, startReceiver } from "@isobar/otlp";
import type { Cloud, RunningCloud, StartOptions } from "./clouds.ts";
import { call } from "./request.ts";

/** How one invocation came to its end. */
export interface End {
  /** What the caller got. */
  readonly caller: string;
  /** What arrived at the backend, in the words of `docs/lifecycle.md`. */
  readonly backend: string;
  /** All that the instances wrote, but for Isobar's own line, without what differs from one process to the next. */
  readonly lines: readonly string[];
}

/** The span of an invocation over HTTP. */
export const isInvocation = ({ kind }: Span): boolean => kind === "server";

/**
 * Runs a function whose invocation ends as `name` says.
 *
 * @param act - what happens to the instance meanwhile
 */
export async function runEnd(
  cloud: Cloud,
  name: string,
  options: StartOptions = {},
  act: (running: RunningCloud) => Promise<void> = async () => {},
): Promise<End> {
  const receiver = await startReceiver();
  const running = await cloud.start({
    fixture: "ends",
    maxInstances: 1,
    ...options,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...options.env },
  });
  try {
    const answering = call(`${running.url}/${name}`, { method: "GET" });
    await act(running);
    const { status, body } = await answering;
    await untilEnded(running);
    await running.terminate();
    const caller = normalize(`${status} ${body.toString()}`).trim();
    return { caller, backend: describeBackend(receiver), lines: readLines(running) };
  } finally {
    await running.stop();
    await receiver.stop();
  }
}

/** A process that exits by itself does so soon, although its caller may have the answer already. */
async function untilEnded(running: RunningCloud): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    if (running.http.instances().every(({ state }) => state === "ended" || state === "frozen")) return;
    await wait(20);
  }
}

function describeBackend(receiver: Receiver): string {
  const span = receiver.spans.find(isInvocation);
  const inner = receiver.spans.find(({ name }) => name === "work");
  const errorType = span?.attributes["error.type"];
  const code = (text: unknown): string => `\`${String(text)}\``;
  const parts = [
    ...(span === undefined ? [] : [errorType === undefined ? "span" : `span ${code(errorType)}`]),
    ...(errorType !== undefined && inner?.attributes["error.type"] === errorType ? ["open spans too"] : []),
    ...receiver.logRecords.map(({ eventName, body }) => `log ${eventName ? code(eventName) : `"${String(body)}"`}`),
    ...COUNTERS.filter((name) => count(receiver, name) > 0).map(code),
  ];
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

const COUNTERS = ["faas.invocations", "faas.errors", "faas.timeouts"];

/** The sum of what was counted. */
export function count({ metrics }: Receiver, name: string): number {
  return metrics
    .flatMap((metric) => (metric.name === name && metric.type === "sum" ? metric.points : []))
    .reduce((total, { value }) => total + Number(value), 0);
}

function readLines({ lines }: RunningCloud): string[] {
  return lines
    .filter(({ text }) => !text.includes('"isobar.running"'))
    .map(({ stream, text }) => `${stream} ${normalize(text)}`);
}

/** Without ids, times, ports, sizes, and places inside of Node, which depend on how many listeners an event has. */
function normalize(text: string): string {
  return text
    .replace(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, "<id>")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
    .replace(/localhost:\d+/g, "localhost:<port>")
    .replace(/\d+ MiB used/g, "<size> MiB used")
    .replace(/\(node:(\w+):\d+:\d+\)/g, "(node:$1)");
}
