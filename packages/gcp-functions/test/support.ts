import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { IsobarOptions } from "@isobar/core";
import { vi } from "vitest";

/** What the tests read of a span that the SDK hands to an exporter. */
export interface TestSpan {
  /** Seconds and nanoseconds. */
  readonly duration: readonly [number, number];
  readonly name: string;
  readonly kind: number;
  readonly attributes: Record<string, unknown>;
  readonly status: { readonly code: number };
  readonly links: readonly {
    readonly context: { readonly traceId: string };
    readonly attributes?: Record<string, unknown>;
  }[];
  readonly parentSpanContext?: { readonly spanId: string };
  spanContext(): { readonly traceId: string; readonly spanId: string };
}

/** What the tests read of a log record. */
export interface TestLogRecord {
  readonly eventName?: string;
  readonly body?: unknown;
  readonly attributes: Record<string, unknown>;
  readonly spanContext?: { readonly spanId: string };
}

/** The status code of a span that failed. */
export const STATUS_ERROR = 2;
export const STATUS_UNSET = 0;

export interface Collector {
  readonly options: IsobarOptions;
  readonly spans: TestSpan[];
  readonly logRecords: TestLogRecord[];
  /** Waits for the next `count` spans, and takes them. */
  take(count?: number): Promise<TestSpan[]>;
}

/** Options that keep what would be exported. Telemetry is one a process: one collector for each test file. */
export function createCollector(): Collector {
  const spans: TestSpan[] = [];
  const logRecords: TestLogRecord[] = [];
  const into = (target: unknown[]) => ({
    export: (items: never, done: (result: { code: number }) => void) => {
      target.push(...[items].flat());
      done({ code: 0 });
    },
    shutdown: async () => {},
  });
  return {
    options: { exporters: { traces: into(spans), logs: into(logRecords), metrics: into([]) } },
    spans,
    logRecords,
    async take(count = 1) {
      await vi.waitFor(() => {
        if (spans.length < count) throw new Error(`${spans.length} of ${count} spans so far`);
      }, 5000);
      return spans.splice(0);
    },
  };
}

/** Listens on a free port of loopback. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
