import { connect } from "node:net";
import { type Answer, type Call, send } from "./send.ts";
import { readStamp } from "./stamp.ts";
import type { RequestStamp } from "./types.ts";

const ROUND_TRIPS = 5;
const CONNECT_TIMEOUT_MILLIS = 5000;

/** What is known of a target before the run. */
export interface Preflight {
  readonly answer: Answer;
  /** Undefined where its answers have none, as far as this one tells. */
  readonly stamp?: RequestStamp;
  readonly rttMillis?: number;
}

/** Measures the way to a target, and sends it one request that does not count: it must answer at all. */
export async function preflight(call: Call, signal: AbortSignal): Promise<Preflight> {
  const rttMillis = await measureRoundTrip(call.url);
  const answer = await send(call, false, signal);
  const stamp = readStamp(answer.headers ?? {});
  return { answer, ...(stamp !== undefined && { stamp }), ...(rttMillis !== undefined && { rttMillis }) };
}

/** The shortest of a few TCP connects: what is more was waiting, at either end. */
async function measureRoundTrip({ protocol, hostname, port }: URL): Promise<number | undefined> {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const number = Number(port || (protocol === "https:" ? 443 : 80));
  const times: number[] = [];
  for (let turn = 0; turn < ROUND_TRIPS; turn += 1) {
    const millis = await timeConnect(host, number);
    if (millis !== undefined) times.push(millis);
  }
  return times.length === 0 ? undefined : Math.round(Math.min(...times) * 1000) / 1000;
}

function timeConnect(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    let startedAt = performance.now();
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MILLIS });
    const end = (millis?: number): void => {
      socket.destroy();
      resolve(millis);
    };
    // The name's resolution is no part of the way.
    socket.once("lookup", () => {
      startedAt = performance.now();
    });
    socket.once("connect", () => end(performance.now() - startedAt));
    socket.once("timeout", () => end());
    socket.once("error", () => end());
  });
}
