import type { Env } from "@isobar/core";
import { readTimeSpan } from "./function-timeout.ts";

/**
 * Reads the time limit of `host.json`, which no worker is told: behind the load of the app, because its folder may be a
 * network share.
 *
 * @returns how long the host lets an invocation run, in milliseconds; undefined until it is known, and where the app
 * setting says it, there is no such file or nothing in it
 */
export function readHostFile(env: Env): () => number | undefined {
  let timeoutMillis: number | undefined;
  const folder = env.AzureWebJobsScriptRoot;
  if (folder && env.AzureFunctionsJobHost__functionTimeout === undefined) {
    process.getBuiltinModule("node:fs").readFile(`${folder}/host.json`, "utf8", (_error, text) => {
      timeoutMillis = readTimeout(text);
    });
  }
  return () => timeoutMillis;
}

function readTimeout(text: string | undefined): number | undefined {
  try {
    // The host takes comments.
    const host: unknown = JSON.parse(text?.replace(/^\uFEFF/, "").replace(/^\s*\/\/.*$/gm, "") ?? "null");
    return readTimeSpan((host as { functionTimeout?: unknown } | null)?.functionTimeout);
  } catch {
    return undefined;
  }
}
