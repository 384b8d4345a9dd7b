import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const FRAMEWORK = "@google-cloud/functions-framework";

/**
 * Path of the command of `@google-cloud/functions-framework`: the function's own copy where it has one, as on the
 * platform, since functions register themselves with the copy that they import; else the one of this package.
 */
export function findFramework(functionFile: string): string {
  const own = typeof __filename === "string" ? pathToFileURL(__filename).href : import.meta.url;
  for (const from of [pathToFileURL(functionFile).href, own]) {
    try {
      return join(dirname(createRequire(from).resolve(FRAMEWORK)), "main.js");
    } catch {
      // Not installed there: the next place.
    }
  }
  throw new Error(`${FRAMEWORK} is not installed`);
}
