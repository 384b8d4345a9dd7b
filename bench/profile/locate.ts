import { existsSync, readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { CallFrame } from "./types.ts";

/** Whose code a function is. */
export const OWNERS = ["isobar", "function", "platform", "node", "collector", "program", "idle"] as const;
export type Owner = (typeof OWNERS)[number];

/** A function of the sources. */
export interface Place {
  readonly name: string;
  /** `packages/core/src/run.ts:45`, `node:net:90`; undefined for what is no script. */
  readonly at: string | undefined;
  readonly owner: Owner;
}

const PSEUDO: Readonly<Record<string, Owner>> = {
  "(garbage collector)": "collector",
  "(program)": "program",
  "(root)": "program",
  "(idle)": "idle",
};

/** What AWS's runtime calls there blocks the whole process until there is an event. */
const WAITS_IN = /^nextInvocation/;

/** Says which function of the sources a frame is, and what called it. */
export type Locate = (frame: CallFrame, caller: CallFrame | undefined) => Place;

/** Finds functions in the sources that the files with a map beside them were made of. */
export function createLocator(): Locate {
  const maps = new Map<string, SourceMap | undefined>();
  return (frame, caller) => {
    const { functionName, url, lineNumber, columnNumber } = frame;
    const name = functionName === "" ? "(anonymous)" : functionName;
    if (url === "")
      return functionName === "" ? nativeOf(caller) : { name, at: undefined, owner: PSEUDO[name] ?? "node" };
    if (url.startsWith("node:")) return { name, at: `${url}:${lineNumber + 1}`, owner: "node" };
    const file = url.startsWith("file:") ? fileURLToPath(url) : url;
    if (!maps.has(file)) maps.set(file, readMap(file));
    const entry = maps.get(file)?.findEntry(lineNumber, columnNumber);
    if (entry === undefined || !("originalSource" in entry)) {
      return { name, at: `${shorten(file)}:${lineNumber + 1}`, owner: ownerOf(file, maps.get(file) !== undefined) };
    }
    const source = resolve(dirname(file), entry.originalSource);
    return { name, at: `${shorten(source)}:${entry.originalLine + 1}`, owner: ownerOf(source, true) };
  };
}

/** An add-on's functions have no names: they go by what calls them. */
function nativeOf(caller: CallFrame | undefined): Place {
  const { functionName = "", url = "" } = caller ?? {};
  const isPlatforms = url !== "" && !url.startsWith("node:");
  const owner = WAITS_IN.test(functionName) ? "idle" : isPlatforms ? "platform" : "node";
  return { name: `${functionName} (native)`.trim(), at: undefined, owner };
}

function readMap(file: string): SourceMap | undefined {
  if (!existsSync(`${file}.map`)) return undefined;
  return new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")) as SourceMapPayload);
}

/** What Isobar has built in is Isobar's too. */
function ownerOf(file: string, isBundled: boolean): Owner {
  if (/[\\/]packages[\\/](?:core|aws-lambda|gcp-functions|azure-functions)[\\/]src[\\/]/.test(file)) return "isobar";
  if (/[\\/]node_modules[\\/](?:pino|@opentelemetry)[\\/]/.test(file)) return "isobar";
  return isBundled ? "function" : "platform";
}

/** As it is called in the repository, or below `node_modules`. */
function shorten(file: string): string {
  const [, inRepository] = /[\\/](packages[\\/][^\\/]+[\\/](?:src|dist)[\\/].*)$/.exec(file) ?? [];
  const [, inPackage] = /.*[\\/]node_modules[\\/](.*)$/.exec(file) ?? [];
  return inPackage ?? inRepository ?? file.replace(/.*[\\/](?=[^\\/]+[\\/][^\\/]+$)/, "");
}
