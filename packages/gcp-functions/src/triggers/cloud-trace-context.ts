import type { Carrier } from "@isobar/core";
import { readRequestHeader } from "./headers.ts";

const PATTERN = /^([\da-f]{32})\/(\d{1,20})(?:;o=(\d+))?$/i;

/**
 * The front end's own span as its older header has it, in W3C's form: `TRACE/SPAN;o=OPTIONS`, where the span's id is
 * decimal. Undefined where it names no span.
 *
 * @see https://cloud.google.com/trace/docs/trace-context#legacy-http-header
 */
export function readCloudTraceContext(headers: unknown): Carrier | undefined {
  const match = PATTERN.exec(readRequestHeader(headers, "x-cloud-trace-context") ?? "");
  if (match === null) return undefined;
  const [, traceId = "", spanId = "", options = "0"] = match;
  const hex = BigInt(spanId).toString(16).padStart(16, "0");
  if (hex.length > 16) return undefined;
  const isSampled = Number(options) % 2 === 1;
  return { traceparent: `00-${traceId.toLowerCase()}-${hex}-${isSampled ? "01" : "00"}` };
}
