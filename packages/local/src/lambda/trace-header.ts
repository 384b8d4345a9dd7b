import { randomBytes } from "node:crypto";

const ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?=;|$)/i;

/** The trace header of one invocation. */
export interface TraceHeader {
  /** What the front end adds to the request: `Root=1-...`. */
  readonly root: string;
  /** What the runtime gets where active tracing is off: `Root=1-...;Parent=...;Sampled=0`. */
  readonly invocation: string;
}

/**
 * Makes the trace header of an invocation.
 *
 * @param incoming The caller's `x-amzn-trace-id`: its root is kept.
 */
export function createTraceHeader(incoming?: string): TraceHeader {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const root = `Root=${ROOT.exec(incoming ?? "")?.[1] ?? `1-${seconds}-${randomBytes(12).toString("hex")}`}`;
  return { root, invocation: `${root};Parent=${randomBytes(8).toString("hex")};Sampled=0` };
}
