import { parseOptions, readName, UsageError } from "../options.ts";
import { BACKENDS, type BackendName } from "./backend.ts";
import { PLATFORMS, type Platform } from "./clouds.ts";

export const HELP = `npm run bench -- lifecycle: what Isobar costs an instance's callers, and the instance

Sends requests in an open loop to a bare handler and to the same one wrapped, both on a local platform, while the
backend answers at once, after 100 ms, after 2 s, with 503, refuses, or never answers. Latency counts from the moment
at which a request was due. One instance is there before, by one request that does not count.

Usage: npm run bench -- lifecycle [options]

Options:
  --invocations N    of each handler in each cell (default 500)
  --rate N           requests a second; may be repeated (default: 1, 5 and 20)
  --platform NAME    aws, gcp or azure; may be repeated (default: all three)
  --backend NAME     ${Object.keys(BACKENDS).join(", ")};
                     may be repeated (default: all six)
  --at-once N        requests a second that all cells under way send together, at most (default 40)
  --slow             beside all that, one request a minute for each platform, for as long as the rest takes: how
                     long telemetry is on its way where little happens
  --asleep           lets the processors sleep between requests; else something of the lowest priority keeps them awake
                     (by chrt, on Linux), as waking takes a virtual machine up to some milliseconds
  --json             prints every figure as JSON, in place of the tables
  --help             this text

Columns: "95 % of that p99" is where the difference of the two p99 lies with that confidence. "Held" is the share of the
instances' time in which they were held, without the first three invocations of each. "Instances" is the most that were
busy or held at once in the second half of the requests, "Started" is how many there ever were.

With the defaults it takes half an hour. The machine should have nothing else to do.
`;

export interface LifecycleOptions {
  readonly invocations: number;
  readonly rates: readonly number[];
  readonly platforms: readonly Platform[];
  readonly backends: readonly BackendName[];
  readonly atOnce: number;
  readonly slow: boolean;
  /** Whether the processors may sleep between requests. */
  readonly asleep: boolean;
  readonly json: boolean;
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): LifecycleOptions {
  const values = parseOptions(args, {
    invocations: { type: "string", default: "500" },
    rate: { type: "string", multiple: true, default: ["1", "5", "20"] },
    platform: { type: "string", multiple: true, default: [...PLATFORMS] },
    backend: { type: "string", multiple: true, default: Object.keys(BACKENDS) },
    "at-once": { type: "string", default: "40" },
    slow: { type: "boolean", default: false },
    asleep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  const { slow, json } = values;
  const backends = Object.keys(BACKENDS) as BackendName[];
  return {
    invocations: readNumber("invocations", values.invocations, 1, 1_000_000),
    rates: values.rate.map((rate) => readNumber("rate", rate, 0.01, 1000)),
    platforms: values.platform.map((name) => readName("platform", name, PLATFORMS)),
    backends: values.backend.map((name) => readName("backend", name, backends)),
    atOnce: readNumber("at-once", values["at-once"], 1, 10_000),
    slow,
    asleep: values.asleep,
    json,
  };
}

function readNumber(name: string, text: string, least: number, most: number): number {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${name} ${text}: a number from ${least} to ${most}`);
}
