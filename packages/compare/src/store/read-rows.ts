import { readAttributesJson } from "./attributes-json.ts";
import type { BinRow, CountRow, MemoryRow, Sample, StoredLog, StoredSpan } from "./types.ts";

/** A row as the driver gives it. */
export type Row = readonly unknown[];

function readKey(row: Row, width: number): string[] {
  return row.slice(0, width).map(String);
}

export function readCountRow(row: Row, width: number): CountRow {
  const [cloud, service, name, version, region, instance, trigger, memoryMiB, sdk, ...counts] = row.slice(width);
  const [invocations, cold, waited, failed, timeouts, returned5xx, badClocks, firstStart, lastStart] =
    counts.map(Number);
  return {
    key: readKey(row, width),
    cloud: String(cloud),
    service: String(service),
    function: String(name),
    version: String(version),
    region: String(region),
    instance: String(instance),
    trigger: String(trigger),
    memoryMiB: Number(memoryMiB),
    sdk: String(sdk),
    invocations: invocations ?? 0,
    cold: cold ?? 0,
    waited: waited ?? 0,
    failed: failed ?? 0,
    timeouts: timeouts ?? 0,
    returned5xx: returned5xx ?? 0,
    badClocks: badClocks ?? 0,
    firstStart: firstStart ?? 0,
    lastStart: lastStart ?? 0,
  };
}

/** The columns of `SAMPLE`, behind those of the key. */
export function readSample(row: Row, width: number): Sample {
  const [cloud, name, instance, memoryMiB, traceId, spanId, invocationId, start, duration, ...rest] = row.slice(width);
  const [cold, waited, failed, timeout, returned5xx, badClock, httpStatus, errorType] = rest;
  return {
    key: readKey(row, width),
    cloud: String(cloud),
    function: String(name),
    instance: String(instance),
    memoryMiB: Number(memoryMiB),
    traceId: String(traceId),
    spanId: String(spanId),
    invocationId: String(invocationId),
    start: Number(start),
    duration: Number(duration),
    cold: readFlag(cold),
    waited: readFlag(waited),
    failed: readFlag(failed),
    timeout: readFlag(timeout),
    returned5xx: readFlag(returned5xx),
    badClock: readFlag(badClock),
    httpStatus: Number(httpStatus ?? 0) || undefined,
    errorType: String(errorType),
  };
}

/** One store has booleans, the other 0 and 1. */
function readFlag(value: unknown): boolean {
  return value === true || value === 1;
}

export function readBinRow(row: Row, width: number): BinRow {
  const [cold, bin, count] = row.slice(width);
  return { key: readKey(row, width), cold: readFlag(cold), bin: Number(bin), count: Number(count) };
}

export function readMemoryRow([service, version, instance, most]: Row): MemoryRow {
  return { service: String(service), version: String(version), instance: String(instance), most: Number(most) };
}

/** @see TRACE_SPANS */
export function readSpanRow(row: Row): StoredSpan {
  const [traceId, spanId, parent, name, kind, service, start, duration, status, message, resource, own, events] =
    row.map(String) as string[];
  const parsed = JSON.parse(events ?? "[]") as { time: string; name: string; attributes: Record<string, unknown> }[];
  return {
    traceId: traceId ?? "",
    spanId: spanId ?? "",
    ...(parent ? { parentSpanId: parent } : {}),
    name: name ?? "",
    kind: kind ?? "",
    serviceName: service ?? "",
    startUnixNano: BigInt(start ?? 0),
    durationNano: BigInt(duration ?? 0),
    status: status as StoredSpan["status"],
    statusMessage: message ?? "",
    resourceAttributes: readAttributesJson(resource ?? "{}"),
    attributes: readAttributesJson(own ?? "{}"),
    events: parsed.map((event) => ({
      unixNano: BigInt(event.time),
      name: event.name,
      attributes: readAttributesJson(JSON.stringify(event.attributes)),
    })),
  };
}

/** @see TRACE_LOGS */
export function readLogRow(row: Row): StoredLog {
  const [traceId, spanId, time, severityText, severityNumber, body, service, eventName, resource, own] = row.map(
    String,
  ) as string[];
  return {
    traceId: traceId ?? "",
    spanId: spanId ?? "",
    unixNano: BigInt(time ?? 0),
    severityText: severityText ?? "",
    severityNumber: Number(severityNumber),
    body: body ?? "",
    serviceName: service ?? "",
    eventName: eventName ?? "",
    resourceAttributes: readAttributesJson(resource ?? "{}"),
    attributes: readAttributesJson(own ?? "{}"),
  };
}
