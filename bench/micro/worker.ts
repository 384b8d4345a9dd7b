import { flush, instrument, log, tracer } from "@isobar/aws-lambda";
import { HTTP_EVENT } from "../measure/event.ts";
import { createEventReaders, LAMBDA_CONTEXT } from "./events.ts";

/** One step. */
export interface MicroFigures {
  readonly name: string;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly samples: number;
}

/** What is used of tinybench, which is installed elsewhere. */
interface Bench {
  add(name: string, step: () => unknown, hooks?: { beforeEach(): Promise<void> }): this;
  run(): Promise<
    readonly {
      readonly name: string;
      readonly result: {
        readonly latency: { readonly p50: number; readonly p99: number; readonly samplesCount: number };
      };
    }[]
  >;
}
type BenchConstructor = new (options: { readonly time: number; readonly retainSamples: boolean }) => Bench;

const [, , tinybench = "", millis = ""] = process.argv;
const { Bench } = (await import(tinybench)) as { readonly Bench: BenchConstructor };
const bench = new Bench({ time: Number(millis), retainSamples: true });

/** Takes everything, at once. */
const exporter = {
  export: (_items: never, done: (result: { code: number }) => void) => done({ code: 0 }),
  shutdown: async () => {},
};
const options = { exporters: { traces: exporter, metrics: exporter, logs: exporter }, flush: "blocking" } as const;
const handler = async () => ({ statusCode: 200, body: "7" });
const wrapped = instrument(handler, options) as unknown as typeof invoke;
const invoke = async (_event: unknown, _context: unknown): Promise<unknown> => handler();

/** What is buffered is taken away before the buffer is full, outside of the time that counts. */
const FLUSH_EVERY = 500;
let steps = 0;
const hooks = {
  async beforeEach(): Promise<void> {
    steps += 1;
    if (steps % FLUSH_EVERY === 0) await flush();
  },
};

bench
  .add("An invocation of the handler alone", () => invoke(HTTP_EVENT, LAMBDA_CONTEXT))
  .add("An invocation, exported to where it costs nothing", () => wrapped(HTTP_EVENT, LAMBDA_CONTEXT))
  .add("A span in it", () => tracer.startActiveSpan("step", (span) => span.end()), hooks)
  .add("A log line in it, on stdout and for the backend", () => log.info({ orderId: "7" }, "step"), hooks);
for (const { name, read } of createEventReaders()) bench.add(name, read);

// Spans and log lines are those of an invocation, as they are in a function.
const measureInside = instrument(async () => bench.run(), options) as unknown as (
  event: unknown,
  context: unknown,
) => ReturnType<Bench["run"]>;
const tasks = await measureInside(HTTP_EVENT, { ...LAMBDA_CONTEXT, getRemainingTimeInMillis: () => 600_000 });
const figures = tasks.map(({ name, result: { latency } }): MicroFigures => {
  return { name, p50Micros: latency.p50 * 1000, p99Micros: latency.p99 * 1000, samples: latency.samplesCount };
});
process.send?.(figures, () => process.exit(0));
