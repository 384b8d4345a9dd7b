import { fileURLToPath } from "node:url";
import { type LocalPlatform, type PlatformOptions, startAzure, startGoogle, startLambda } from "@isobar/local";

/** The names that `--platform` takes. */
export const PLATFORMS = ["aws", "gcp", "azure"] as const;
export type Platform = (typeof PLATFORMS)[number];

interface Cloud {
  /** Where its HTTP function is, behind the front end's URL. */
  readonly path: string;
  readonly concurrency: number;
  readonly maxInstances: number;
  start(options: PlatformOptions): Promise<LocalPlatform>;
}

export const clouds: Readonly<Record<Platform, Cloud>> = {
  aws: { path: "/", concurrency: 1, maxInstances: 6, start: startLambda },
  gcp: { path: "/", concurrency: 4, maxInstances: 2, start: startGoogle },
  azure: { path: "/api/soak", concurrency: 10, maxInstances: 1, start: startAzure },
};

/** The file of a platform's function. */
export function functionFile(platform: Platform): string {
  return fileURLToPath(new URL(`./functions/${platform}.mjs`, import.meta.url));
}
