import { readObject } from "@isobar/core/describe";
import type { GoogleArguments } from "./types.ts";

/** `event` is a CloudEvent function's call. */
export type CallKind = "http" | "event";

/**
 * How the framework calls a function. A CloudEvent handler with a callback has as many parameters as an HTTP handler,
 * and an Express application as many as a background handler with one, so only the arguments tell.
 *
 * @returns undefined for background functions and functions with a callback
 */
export function readCallKind(args: GoogleArguments): CallKind | undefined {
  const [first, second] = args;
  if (second === undefined) return "event";
  const response = readObject(second);
  if (response === undefined || typeof response.end !== "function" || typeof response.on !== "function") {
    return undefined;
  }
  return typeof readObject(first)?.method === "string" ? "http" : undefined;
}
