import type { OutputLine } from "@isobar/local";

/** The attribute by which the example marks what belongs to a request. */
export const REQUEST_ID = "isobar.demo.request.id";

/** What the client knows of one platform, whatever telemetry arrives. */
export interface Ledger {
  readonly onLine: (line: OutputLine) => void;
  /** Log lines that the example wrote: how often each text for each request. */
  readonly lines: ReadonlyMap<string, number>;
  /** Requests and messages that met a cold start. */
  readonly cold: ReadonlySet<string>;
}

/** The key of a log line in the ledger. */
export function lineKey(requestId: string, message: string): string {
  return `${requestId}\n${message}`;
}

/** Reads the example's log lines from what the instances write to stdout. */
export function createLedger(): Ledger {
  const lines = new Map<string, number>();
  const cold = new Set<string>();
  return {
    lines,
    cold,
    onLine: ({ stream, text }) => {
      if (stream !== "stdout" || !text.includes(REQUEST_ID)) return;
      const line = parse(text);
      const id = line?.[REQUEST_ID];
      if (line === undefined || typeof id !== "string") return;
      const key = lineKey(id, String(line.message));
      lines.set(key, (lines.get(key) ?? 0) + 1);
      if (line["faas.coldstart"] === true) cold.add(id);
    },
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
