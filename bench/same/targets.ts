import { fileURLToPath } from "node:url";
import type { BenchTarget } from "@isobar/compare";
import { type LocalPlatform, startAzure, startGoogle, startLambda } from "@isobar/local";
import { hash } from "./functions/work.mjs";

/** The names that `--platform` takes. */
export const PLATFORMS = ["aws", "gcp", "azure"] as const;
export type Platform = (typeof PLATFORMS)[number];

/** A function, the very same again, and the same with more to do: each has processes of its own. */
export const FUNCTIONS = ["one", "twin", "slowed"] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** How much longer the third takes. */
export const SLOWED_BY = 0.2;

const CLOUDS = {
  aws: { start: startLambda, path: "/" },
  gcp: { start: startGoogle, path: "/" },
  azure: { start: startAzure, path: "/api/bench" },
} as const;

const TIMEOUT_MILLIS = 30_000;
/** What an invocation does in the median: it waits, and it computes. */
const WAIT_MILLIS = 12;
const COMPUTE_MILLIS = 2;

export interface Targets {
  readonly targets: readonly BenchTarget[];
  /** Ends them as the platforms do: they send what they still hold. */
  stop(): Promise<void>;
}

/** Starts the three functions on a platform. */
export async function startTargets(platform: Platform, rounds: number, endpoint: string): Promise<Targets> {
  const { start, path } = CLOUDS[platform];
  const running: LocalPlatform[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((one) => one.stop()));
  };
  try {
    for (const name of FUNCTIONS) {
      const times = name === "slowed" ? 1 + SLOWED_BY : 1;
      running.push(
        await start({
          file: fileURLToPath(new URL(`./functions/${platform}.mjs`, import.meta.url)),
          target: "http",
          name,
          maxInstances: 1,
          env: {
            BENCH_WAIT_MILLIS: String(WAIT_MILLIS * times),
            BENCH_ROUNDS: String(Math.round(rounds * times)),
            OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
            OTEL_SERVICE_NAME: name,
            ISOBAR_SERVER_TIMING: "true",
          },
        }),
      );
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const targets = FUNCTIONS.map((name, index): BenchTarget => {
    const { url: front, terminate } = running[index] as LocalPlatform;
    const url = new URL(path, front);
    const call = { url, method: "GET", headers: {}, timeoutMillis: TIMEOUT_MILLIS };
    return { id: name, name, url, call, renew: terminate };
  });
  return { targets, stop };
}

/** How many rounds take this machine as long as an invocation is to compute. */
export function roundsOfMedian(): number {
  const tries = Array.from({ length: 20 }, () => {
    const begunAt = performance.now();
    hash(500);
    return performance.now() - begunAt;
  });
  return Math.round((500 * COMPUTE_MILLIS) / Math.min(...tries));
}
