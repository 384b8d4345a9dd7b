import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchTarget, Call } from "@isobar/compare";
import { type LocalPlatform, type PlatformOptions, startAzure, startGoogle, startLambda } from "@isobar/local";
import { telemetrySettings } from "../telemetry-settings.ts";
import { UsageError } from "../usage-error.ts";
import type { LocalSettings } from "./settings.ts";

/** Functions that run on this machine. */
export interface LocalTargets {
  readonly targets: readonly BenchTarget[];
  /** Ends them as the platforms do: they send what they still hold. */
  stop(): Promise<void>;
}

const CLOUDS = {
  aws: { start: startLambda, examplePath: "/" },
  gcp: { start: startGoogle, examplePath: "/" },
  azure: { start: startAzure, examplePath: "/api/checkout" },
} as const;
type CloudName = keyof typeof CLOUDS;

const EXAMPLE = fileURLToPath(new URL("./checkout", import.meta.url));
const FILES = ["index.mjs", "index.js", "index.cjs"];

/** Starts a folder's functions, or the example's, each on its platform's own runtime. */
export async function startLocalTargets(
  settings: LocalSettings,
  call: Omit<Call, "url">,
  endpoint: string | undefined,
): Promise<LocalTargets> {
  const isExample = settings.folder === undefined;
  const folder = settings.folder ?? EXAMPLE;
  const found = (Object.keys(CLOUDS) as CloudName[]).flatMap((name) => {
    const file = FILES.map((candidate) => resolve(join(folder, name, candidate))).find((path) => existsSync(path));
    return file === undefined ? [] : [{ name, file }];
  });
  if (found.length === 0) throw new UsageError(`there is no aws/, gcp/ or azure/${FILES[0]} in ${resolve(folder)}`);
  const common: Omit<PlatformOptions, "file"> = {
    target: isExample ? "http" : settings.handler,
    signature: "http",
    name: isExample ? "checkout" : "function",
    timeoutMillis: call.timeoutMillis,
    env: {
      ...telemetrySettings(),
      ISOBAR_SERVER_TIMING: "true",
      ...(endpoint !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }),
    },
  };
  const started = await Promise.allSettled(found.map(({ name, file }) => CLOUDS[name].start({ ...common, file })));
  const running = started.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((platform) => platform.stop()));
  };
  const failed = started.find((start) => start.status === "rejected");
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const targets = found.map(({ name }, index) => {
    const path = settings.paths[name] ?? settings.paths[""] ?? (isExample ? CLOUDS[name].examplePath : "/");
    return toTarget(name, running[index] as LocalPlatform, path, call);
  });
  return { targets, stop };
}

function toTarget(name: string, platform: LocalPlatform, path: string, call: Omit<Call, "url">): BenchTarget {
  const url = new URL(path, platform.url);
  return { id: name, name, url, call: { ...call, url }, renew: () => platform.terminate() };
}
