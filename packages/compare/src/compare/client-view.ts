import { quantileOfSorted, sortSamples } from "../statistics/quantile.ts";
import { estimateShift } from "../statistics/shift.ts";
import { describeDistribution } from "./distribution.ts";
import type { JoinedRequest } from "./join-client.ts";
import { describeSeries, type Measured } from "./measured.ts";
import { describeRate } from "./rate.ts";
import type { Breakdown, ClientView, Group, Temperature } from "./types.ts";

/** The latencies of a group's requests of one temperature. */
export function latenciesOf(requests: readonly JoinedRequest[], temperature: Temperature): Measured {
  const wanted = requests.filter(
    (request) => request.latency !== undefined && request.temperature === temperature && !request.sample?.waited,
  );
  return {
    values: wanted.map(({ latency }) => latency ?? 0),
    instances: wanted.map(({ sample }) => sample?.instance ?? ""),
  };
}

/** Adds to a group what a run's client saw of it. */
export function withClient(group: Group, requests: readonly JoinedRequest[] | undefined, level: number): Group {
  if (requests === undefined) return group;
  const latency = (temperature: Temperature) =>
    describeDistribution(latenciesOf(requests, temperature), { layer: "client", level });
  const [cold, warm] = [latency("cold"), latency("warm")];
  const inits = requests.filter(({ record }) => record.stamp?.initMillis !== undefined);
  const init = describeDistribution(
    {
      values: inits.map(({ record }) => record.stamp?.initMillis ?? 0),
      instances: inits.map(({ sample }) => sample?.instance ?? ""),
    },
    { layer: "function", level },
  );
  const overhead = cold && warm && coldOverhead(requests, level);
  const client: ClientView = {
    requests: requests.length,
    matched: describeRate(...matchedOf(requests), level),
    latency: { ...(cold !== undefined && { cold }), ...(warm !== undefined && { warm }) },
    throttles: describeRate(count(requests, isThrottled), requests.length, level),
    platformFailures: describeRate(count(requests, isPlatformFailure), requests.length, level),
    breakdown: (["warm", "cold"] as const).flatMap((temperature) => describeBreakdown(requests, temperature) ?? []),
  };
  return {
    ...group,
    ...(init !== undefined && { init }),
    ...(overhead !== undefined && { coldOverhead: overhead }),
    client,
  };
}

function count(requests: readonly JoinedRequest[], is: (request: JoinedRequest) => boolean): number {
  return requests.filter(is).length;
}

function isThrottled({ record }: JoinedRequest): boolean {
  return record.outcome === "throttled";
}

/** A platform answers for a handler that threw; then there is an invocation that says so. */
function isPlatformFailure({ record, sample }: JoinedRequest): boolean {
  return (record.outcome === "platform_error" || record.outcome === "no_answer") && sample === undefined;
}

/** Of the requests that reached the function's code for sure, those that telemetry came of. */
function matchedOf(requests: readonly JoinedRequest[]): [matched: number, reached: number] {
  const reached = requests.filter(
    ({ record, sample }) =>
      sample !== undefined || record.stamp !== undefined || record.outcome === "ok" || record.outcome === "app_error",
  );
  return [count(reached, ({ sample }) => sample !== undefined), reached.length];
}

function coldOverhead(requests: readonly JoinedRequest[], level: number): Group["coldOverhead"] {
  const [warm, cold] = [latenciesOf(requests, "warm"), latenciesOf(requests, "cold")];
  const estimate = estimateShift(describeSeries(warm).series, describeSeries(cold).series, { level });
  return { ...estimate, layer: "client" };
}

/** Each part is a difference of two moments of one clock, or a duration by the function's own. */
function describeBreakdown(requests: readonly JoinedRequest[], temperature: Temperature): Breakdown | undefined {
  const parts = requests.flatMap(({ record, sample, latency, temperature: own }) => {
    const { sent, connected, end, stamp } = record;
    const handler = stamp?.handlerMillis ?? sample?.duration;
    if (latency === undefined || own !== temperature || sample?.waited === true) return [];
    if (sent === undefined || end === undefined || handler === undefined) return [];
    const init = temperature === "cold" ? stamp?.initMillis : undefined;
    return [
      {
        client: latency,
        handler,
        init,
        connect: connected === undefined ? undefined : connected - sent,
        networkAndPlatform: Math.max(0, end - (connected ?? sent) - handler - (init ?? 0)),
      },
    ];
  });
  if (parts.length === 0) return undefined;
  const median = (values: readonly (number | undefined)[]) => {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? undefined : quantileOfSorted(sortSamples(known), 0.5);
  };
  const connect = median(parts.map((part) => part.connect));
  const init = median(parts.map((part) => part.init));
  return {
    temperature,
    n: parts.length,
    networkAndPlatform: median(parts.map((part) => part.networkAndPlatform)) ?? 0,
    ...(connect !== undefined && { connect }),
    ...(init !== undefined && { init }),
    handler: median(parts.map((part) => part.handler)) ?? 0,
    client: median(parts.map((part) => part.client)) ?? 0,
  };
}
