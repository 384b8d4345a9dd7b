import { fileURLToPath } from "node:url";
import { type LocalPlatform, type PlatformOptions, startAzure, startGoogle, startLambda } from "@isobar/local";

/** The names that `--platform` takes. */
export const PLATFORMS = ["aws", "gcp", "azure"] as const;
export type Platform = (typeof PLATFORMS)[number];

/** The function as it is, and wrapped. */
export const HANDLERS = ["bare", "isobar"] as const;
export type Handler = (typeof HANDLERS)[number];

interface Cloud {
  /** Where its HTTP function is, behind the front end's URL. */
  readonly path: string;
  start(options: PlatformOptions): Promise<LocalPlatform>;
}

const clouds: Readonly<Record<Platform, Cloud>> = {
  aws: { path: "/", start: startLambda },
  gcp: { path: "/", start: startGoogle },
  azure: { path: "/api/bench", start: startAzure },
};

/** More than any handler needs: instances come on demand. */
const MAX_INSTANCES = 20;

/** Starts a platform with one of the two handlers. `url` is the function's own. */
export async function startCloud(
  platform: Platform,
  handler: Handler,
  endpoint: string,
): Promise<{ readonly running: LocalPlatform; readonly url: string }> {
  const running = await clouds[platform].start({
    file: fileURLToPath(new URL(`./functions/${platform}-${handler}.mjs`, import.meta.url)),
    target: "http",
    name: "bench",
    ...(platform !== "azure" && { maxInstances: MAX_INSTANCES }),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
  });
  return { running, url: `${running.url}${clouds[platform].path}` };
}
