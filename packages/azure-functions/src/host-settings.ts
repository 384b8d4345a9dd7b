import type { Env } from "@isobar/core";
import { readTimeSpan } from "./function-timeout.ts";

/** What the Functions host is told by app settings and `host.json`, and no worker by the host. */
export interface HostSettings {
  /**
   * How long the host lets an invocation run, in milliseconds; undefined until it is known, and where the app setting
   * says it, there is no such file or nothing in it.
   */
  timeoutMillis(): number | undefined;
  /**
   * Whether the host exports OpenTelemetry by OTLP; false until it is known. The host and its workers share their
   * settings, so that it goes where the worker's goes.
   */
  exportsSpans(): boolean;
  /** Settles when all is known. Never rejects. */
  readonly known: Promise<void>;
}

/** The parts of `host.json` that are read. */
interface HostFile {
  readonly functionTimeout?: unknown;
  readonly telemetryMode?: unknown;
}

/** Reads the host's settings: the file behind the load of the app, because its folder may be a network share. */
export function readHostSettings(env: Env): HostSettings {
  const { AzureFunctionsJobHost__telemetryMode: mode, AzureFunctionsJobHost__functionTimeout: timeout } = env;
  // Without it the host exports nothing by OTLP, whatever its mode is.
  const hasEndpoint = Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim());
  const isNeeded = timeout === undefined || (hasEndpoint && mode === undefined);
  let file: HostFile = {};
  const known = isNeeded
    ? readHostFile(env).then((read) => {
        file = read;
      })
    : Promise.resolve();
  return {
    timeoutMillis: () => (timeout === undefined ? readTimeSpan(file.functionTimeout) : undefined),
    exportsSpans: () => hasEndpoint && String(mode ?? file.telemetryMode).toLowerCase() === "opentelemetry",
    known,
  };
}

function readHostFile(env: Env): Promise<HostFile> {
  return new Promise((resolve) => {
    if (!env.AzureWebJobsScriptRoot) resolve({});
    else {
      const path = `${env.AzureWebJobsScriptRoot}/host.json`;
      process.getBuiltinModule("node:fs").readFile(path, "utf8", (_error, text) => resolve(parse(text)));
    }
  });
}

function parse(text: string | undefined): HostFile {
  try {
    // The host takes comments.
    const host: unknown = JSON.parse(text?.replace(/^\uFEFF/, "").replace(/^\s*\/\/.*$/gm, "") ?? "null");
    return (host ?? {}) as HostFile;
  } catch {
    return {};
  }
}
