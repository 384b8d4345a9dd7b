import { createHash } from "node:crypto";
import { dirname } from "node:path";
import type { PlatformOptions } from "../types.ts";

const RESOURCE_GROUP = "local-group";
const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";
const MILLIS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;

/** The defaults of the options that this platform uses. */
export function readAzureOptions(options: PlatformOptions) {
  return {
    name: options.name ?? "function",
    timeoutMillis: options.timeoutMillis ?? 30_000,
    memoryMegabytes: options.memoryMegabytes ?? 1024,
    concurrency: options.concurrency ?? 100,
    maxInstances: options.maxInstances ?? 1,
    samplesSpans: exportsOpenTelemetry(options.env),
  } as const;
}

/** Whether the host exports its spans, and so samples them, as its app settings have it. */
function exportsOpenTelemetry(env: PlatformOptions["env"] = {}): boolean {
  const { AzureFunctionsJobHost__telemetryMode: mode, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env;
  return mode?.toLowerCase() === "opentelemetry" && Boolean(endpoint);
}

/** The options with their defaults. */
export type AzureOptions = ReturnType<typeof readAzureOptions>;

function pad(value: number, length = 2): string {
  return String(value).padStart(length, "0");
}

/** A duration as host.json writes it: `hh:mm:ss`, or `hh:mm:ss.fff`. */
export function formatTimeSpan(millis: number): string {
  const whole = Math.floor(millis / MILLIS_PER_SECOND);
  const hours = Math.floor(whole / SECONDS_PER_HOUR);
  const minutes = Math.floor((whole % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE);
  const fraction = Math.round(millis % MILLIS_PER_SECOND);
  const text = `${pad(hours)}:${pad(minutes)}:${pad(whole % SECONDS_PER_MINUTE)}`;
  return fraction === 0 ? text : `${text}.${pad(fraction, 3)}`;
}

/** The environment variables of a function app on the Linux consumption plan. */
export function azureEnvironment(
  azure: AzureOptions,
  app: { readonly file: string; readonly instanceId: string; readonly host: string },
): Record<string, string> {
  return {
    FUNCTIONS_WORKER_RUNTIME: "node",
    FUNCTIONS_EXTENSION_VERSION: "~4",
    AzureWebJobsScriptRoot: dirname(app.file),
    AzureFunctionsJobHost__functionTimeout: formatTimeSpan(azure.timeoutMillis),
    WEBSITE_SITE_NAME: azure.name,
    WEBSITE_HOSTNAME: app.host,
    WEBSITE_OWNER_NAME: `${SUBSCRIPTION}+${RESOURCE_GROUP}-EastUSwebspace-Linux`,
    WEBSITE_RESOURCE_GROUP: RESOURCE_GROUP,
    WEBSITE_INSTANCE_ID: createHash("sha256").update(app.instanceId).digest("hex"),
    WEBSITE_SKU: "Dynamic",
    WEBSITE_MEMORY_LIMIT_MB: String(azure.memoryMegabytes),
    REGION_NAME: "East US",
  };
}
