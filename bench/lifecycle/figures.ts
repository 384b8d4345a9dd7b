import type { InvocationInfo } from "@isobar/local";
import { quantileDifferenceInterval } from "../measure/interval.ts";
import { quantile, sum } from "../statistics.ts";
import type { BackendName } from "./backend.ts";
import type { Cell } from "./cells.ts";
import type { Measured, Run } from "./measure.ts";

/** The median, and what one in a hundred exceeds; in milliseconds. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
}

/** One handler in one cell. */
export interface RunFigures {
  readonly requests: number;
  /** Answers other than 200. */
  readonly failed: number;
  readonly latencyMillis: Spread;
  /** From the response until the instance's CPU could be taken. Undefined where it never is. */
  readonly holdMillis: Spread | undefined;
  /**
   * The share of the instances' time in which they were held, without the first three invocations of each: from these it
   * learns that a backend is down. Undefined as `holdMillis`.
   */
  readonly heldShare: number | undefined;
  /** Mean of one invocation. Undefined where the platform bills otherwise. */
  readonly billedMillis: number | undefined;
  /** How many were started. */
  readonly started: number;
  /** The most that were busy or held at once, during the second half of the requests. */
  readonly instances: number;
}

export interface CellFigures extends Cell {
  readonly bare: RunFigures;
  readonly isobar: RunFigures;
  /** Where the difference of their p99 lies with about 95 % confidence. */
  readonly p99OverBareInterval: readonly [number, number];
  /** From the answer until the backend had the trace, of those that came; undefined where it takes none. */
  readonly arrivalMillis: Spread | undefined;
  /** Answered invocations whose trace had not come when the instances had ended; undefined as `arrivalMillis`. */
  readonly neverArrived: number | undefined;
}

/** After so many failures in a row the SDK leaves a backend alone. */
const LEARNS_FROM = 3;
const ACCEPTED: readonly BackendName[] = ["at-once", "after-100-ms", "after-2-s"];

export function describeCell({ cell, ...measured }: Measured, arrivals: ReadonlyMap<string, number>): CellFigures {
  const waits = measured.isobar.samples.map(({ traceId, answeredAtMillis }) => {
    const arrivedAt = arrivals.get(traceId);
    return arrivedAt === undefined ? undefined : Math.max(0, arrivedAt - answeredAtMillis);
  });
  const arrived = waits.filter((wait) => wait !== undefined);
  const isAccepted = ACCEPTED.includes(cell.backend);
  return {
    ...cell,
    bare: describeRun(measured.bare),
    isobar: describeRun(measured.isobar),
    p99OverBareInterval: quantileDifferenceInterval(latencies(measured.isobar), latencies(measured.bare), 0.99),
    arrivalMillis: isAccepted ? spreadOf(arrived) : undefined,
    neverArrived: isAccepted ? waits.length - arrived.length : undefined,
  };
}

function describeRun({ samples, invocations, instances, wallMillis }: Run): RunFigures {
  const holds = invocations.map(({ holdMillis }) => holdMillis).filter((hold) => hold !== undefined);
  const billed = invocations.map(({ billedMillis }) => billedMillis).filter((millis) => millis !== undefined);
  const served = instances.filter((instance) => instance.invocations > 0);
  return {
    requests: samples.length,
    failed: samples.filter(({ status }) => status !== 200).length,
    latencyMillis: spreadOf(latencies({ samples })),
    holdMillis: holds.length === 0 ? undefined : spreadOf(holds),
    heldShare: holds.length === 0 ? undefined : sum(heldAfterLearning(invocations)) / (wallMillis * served.length),
    billedMillis: billed.length === 0 ? undefined : sum(billed) / billed.length,
    started: served.length,
    instances: busyAtOnce(invocations.slice(invocations.length / 2)),
  };
}

/** The most instances that were busy at the same time, be it with an invocation or with what came behind one. */
export function busyAtOnce(invocations: readonly InvocationInfo[]): number {
  const changes = invocations
    .flatMap(({ instanceId, beganAtMillis, responseMillis, holdMillis = 0 }) => [
      { atMillis: beganAtMillis, instanceId, by: 1 },
      { atMillis: beganAtMillis + responseMillis + holdMillis, instanceId, by: -1 },
    ])
    // One that ends frees its instance for one that begins at the same time.
    .toSorted((a, b) => a.atMillis - b.atMillis || a.by - b.by);
  const inFlight = new Map<string, number>();
  let most = 0;
  for (const { instanceId, by } of changes) {
    const left = (inFlight.get(instanceId) ?? 0) + by;
    if (left === 0) inFlight.delete(instanceId);
    else inFlight.set(instanceId, left);
    most = Math.max(most, inFlight.size);
  }
  return most;
}

function latencies({ samples }: Pick<Run, "samples">): number[] {
  return samples.map(({ latencyMillis }) => latencyMillis);
}

function heldAfterLearning(invocations: readonly InvocationInfo[]): number[] {
  return [...Map.groupBy(invocations, ({ instanceId }) => instanceId).values()].flatMap((ofOne) =>
    ofOne.slice(LEARNS_FROM).map(({ holdMillis = 0 }) => holdMillis),
  );
}

function spreadOf(values: readonly number[]): Spread {
  return { p50: quantile(values, 0.5), p99: quantile(values, 0.99) };
}
