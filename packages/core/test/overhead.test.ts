import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createOverhead } from "../src/overhead.ts";
import { collectDiagnostics, resetProcess } from "./support.ts";

function create() {
  const recorded: [name: string, value: number, attributes: unknown][] = [];
  const provider = new MeterProvider();
  const meter = provider.getMeter("test");
  vi.spyOn(meter, "createHistogram").mockImplementation(
    (name) => ({ record: (value: number, attributes: unknown) => recorded.push([name, value, attributes]) }) as never,
  );
  const onReported = vi.fn();
  return { overhead: createOverhead(() => meter, onReported), recorded, onReported };
}

const REPORT = { durationMillis: 12, isSent: true, bytes: 2048, waiting: 0 };

describe("what Isobar says of its own cost", () => {
  afterEach(() => {
    vi.useRealTimers();
    resetProcess();
  });

  it("is put on instruments after ten seconds, every ten seconds at most, and at the end", () => {
    vi.useFakeTimers();
    const { overhead, recorded, onReported } = create();
    overhead.init(8);
    overhead.report(false);
    expect(recorded).toEqual([]);
    vi.advanceTimersByTime(10_000);
    overhead.report(false);
    expect(recorded).toEqual([["isobar.overhead.init.duration", 0.008, {}]]);
    overhead.wrap(0.5);
    overhead.hold(3);
    overhead.report(false);
    expect(recorded).toHaveLength(1);
    vi.advanceTimersByTime(10_000);
    overhead.report(false);
    expect(recorded.slice(1)).toEqual([
      ["isobar.overhead.wrap.duration", 0.0005, {}],
      ["isobar.overhead.hold.duration", 0.003, {}],
    ]);
    overhead.wrap(1);
    overhead.report(true);
    expect(recorded).toHaveLength(4);
    expect(onReported).toHaveBeenCalledTimes(3);
    overhead.report(true);
    expect(onReported).toHaveBeenCalledTimes(3);
  });

  it("tells exports that came through from those that did not, and how much waits after these", () => {
    const { overhead, recorded } = create();
    overhead.flushed(REPORT);
    overhead.flushed({ ...REPORT, isSent: false, waiting: 7 });
    overhead.report(true);
    const outcome = (name: string) => ({ "isobar.flush.outcome": name });
    expect(recorded).toEqual([
      ["isobar.overhead.flush.duration", 0.012, outcome("sent")],
      ["isobar.overhead.flush.size", 2048, outcome("sent")],
      ["isobar.overhead.flush.duration", 0.012, outcome("failed")],
      ["isobar.overhead.flush.size", 2048, outcome("failed")],
      ["isobar.overhead.queue.size", 7, {}],
    ]);
  });

  it("tells the story of an export in one line of diagnostics", () => {
    const messages = collectDiagnostics();
    const { overhead } = create();
    overhead.flushed({ ...REPORT, isSent: false, waiting: 7 });
    const told = messages.filter((message) => message.includes("isobar:"));
    expect(told).toEqual([expect.stringContaining("an export of 2048 bytes failed after 12.0 ms; 7 records wait")]);
  });

  it("holds a thousand measures at most", () => {
    const { overhead, recorded } = create();
    for (let count = 0; count < 1000; count += 1) overhead.wrap(1);
    expect(recorded).toHaveLength(1000);
  });
});
