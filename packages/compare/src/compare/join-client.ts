import { latencyOf } from "../bench/measured.ts";
import type { Run } from "../bench/read-run.ts";
import type { ClientRecord } from "../bench/types.ts";
import type { Sample } from "../store/types.ts";
import type { Temperature } from "./types.ts";

/** A request, and the invocation that it became. */
export interface JoinedRequest {
  readonly record: ClientRecord;
  /** Not there where no telemetry came of it. */
  readonly sample?: Sample;
  /** Not known of what never had an answer. */
  readonly temperature?: Temperature;
  /** Milliseconds from the intended time to the last byte; only of answers below 400. */
  readonly latency?: number;
}

/** What a client saw of each group, by the group's id. */
export interface JoinedClient {
  readonly byGroup: ReadonlyMap<string, readonly JoinedRequest[]>;
  /** Requests of targets of which no invocation is in any group. */
  readonly unattributed: number;
}

/**
 * Whether an invocation counts for nothing in a run: those of its first block, which warms everything up, and those from
 * before that no request is known of, by which the driver looked whether anybody is there.
 */
export function createIsDiscarded(runs: readonly Run[]): (sample: Sample) => boolean {
  const counted = createKnown(runs, ({ discarded }) => !discarded);
  const discarded = createKnown(runs, (record) => record.discarded);
  return (sample) => discarded.has(sample) || (sample.start < counted.begin && !counted.has(sample));
}

function createKnown(runs: readonly Run[], isWanted: (record: ClientRecord) => boolean) {
  const ids = new Set<string>();
  const traces = new Set<string>();
  let begin = Number.POSITIVE_INFINITY;
  for (const record of runs.flatMap(({ requests }) => requests).filter(isWanted)) {
    traces.add(record.traceId);
    if (record.stamp?.invocationId !== undefined) ids.add(record.stamp.invocationId);
    begin = Math.min(begin, record.intended);
  }
  return {
    begin: runs.length === 0 ? Number.NEGATIVE_INFINITY : begin,
    has: ({ invocationId, traceId }: Sample) => ids.has(invocationId) || traces.has(traceId),
  };
}

/**
 * Finds the invocation of each request: by the id in the response's stamp, else by the trace that the request began. A
 * request without one belongs to the group that most of its target's others are in.
 */
export function joinClient(
  runs: readonly Run[],
  groups: readonly { readonly id: string; readonly samples: readonly Sample[] }[],
): JoinedClient {
  const found = indexSamples(runs.length === 0 ? [] : groups);
  const byGroup = new Map<string, JoinedRequest[]>();
  let unattributed = 0;
  for (const { requests, info } of runs) {
    const meant: Temperature = info.pattern === "cold" ? "cold" : "warm";
    const joined = requests
      .filter(({ discarded, outcome }) => !discarded && outcome !== "dropped")
      .map((record) => {
        const match = found.byInvocation.get(record.stamp?.invocationId ?? "") ?? found.byTrace.get(record.traceId);
        return { group: match?.group, request: joinRequest(record, match?.sample, meant) };
      });
    const homes = homesOf(joined.map(({ group, request }) => ({ target: request.record.target, group })));
    for (const { group, request } of joined) {
      const home = group ?? homes.get(request.record.target);
      const own = home === undefined ? undefined : byGroup.get(home);
      if (home === undefined) unattributed += 1;
      else if (own === undefined) byGroup.set(home, [request]);
      else own.push(request);
    }
  }
  return { byGroup, unattributed };
}

function joinRequest(record: ClientRecord, sample: Sample | undefined, meant: Temperature): JoinedRequest {
  const cold = record.stamp?.cold ?? sample?.cold;
  const known = cold === undefined ? undefined : cold ? "cold" : "warm";
  const latency = record.outcome === "ok" ? latencyOf(record) : undefined;
  const temperature = known ?? (latency === undefined ? undefined : meant);
  return {
    record,
    ...(sample !== undefined && { sample }),
    ...(temperature !== undefined && { temperature }),
    ...(latency !== undefined && { latency }),
  };
}

interface Found {
  readonly group: string;
  readonly sample: Sample;
}

function indexSamples(groups: readonly { readonly id: string; readonly samples: readonly Sample[] }[]) {
  const byInvocation = new Map<string, Found>();
  const byTrace = new Map<string, Found>();
  for (const { id, samples } of groups) {
    for (const sample of samples) {
      const found = { group: id, sample };
      if (sample.invocationId !== "") byInvocation.set(sample.invocationId, found);
      // The first invocation of a trace is the one that the client called; it may have called others.
      if (!byTrace.has(sample.traceId) || isEarlier(sample, byTrace.get(sample.traceId)?.sample))
        byTrace.set(sample.traceId, found);
    }
  }
  return { byInvocation, byTrace };
}

function isEarlier(sample: Sample, other: Sample | undefined): boolean {
  return other === undefined || sample.start < other.start;
}

/** The group with the most matched requests of each target. */
function homesOf(
  requests: readonly { readonly target: string; readonly group: string | undefined }[],
): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { target, group } of requests) {
    if (group === undefined) continue;
    const own = counts.get(target) ?? new Map<string, number>();
    own.set(group, (own.get(group) ?? 0) + 1);
    counts.set(target, own);
  }
  return new Map(
    [...counts].map(([target, own]) => [target, [...own].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ""] as const),
  );
}
