import type { PlatformOptions } from "../types.ts";

/** The name of the project that every function of this platform is in. */
const PROJECT = "local-project";

/** The defaults of the options that this platform uses. */
export function readGoogleOptions(options: PlatformOptions) {
  return {
    name: options.name ?? "function",
    target: options.target ?? "handler",
    signature: options.signature ?? "http",
    timeoutMillis: options.timeoutMillis ?? 30_000,
    memoryMegabytes: options.memoryMegabytes ?? 1024,
    concurrency: options.concurrency ?? 80,
    maxInstances: options.maxInstances ?? 4,
    freeze: options.freeze ?? true,
  } as const;
}

/** The options with their defaults. */
export type GoogleOptions = ReturnType<typeof readGoogleOptions>;

/**
 * The environment variables that Cloud Run functions sets. `CLOUD_RUN_TIMEOUT_SECONDS` may be a fraction here, where
 * the service itself knows whole seconds only.
 */
export function googleEnvironment(options: GoogleOptions, port: number): Record<string, string> {
  return {
    PORT: String(port),
    K_SERVICE: options.name,
    K_CONFIGURATION: options.name,
    K_REVISION: `${options.name}-00001-loc`,
    FUNCTION_TARGET: options.target,
    FUNCTION_SIGNATURE_TYPE: options.signature,
    GOOGLE_CLOUD_PROJECT: PROJECT,
    CLOUD_RUN_TIMEOUT_SECONDS: String(options.timeoutMillis / 1000),
  };
}
