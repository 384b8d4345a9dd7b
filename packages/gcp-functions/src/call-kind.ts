import { readObject } from "@isobar/core/describe";
import type { GoogleArguments } from "./types.ts";

/** `event` is a CloudEvent function's call, `background` a 1st gen event function's. */
export type CallKind = "http" | "event" | "event-callback" | "background" | "background-callback";

/**
 * How the framework calls a function. A CloudEvent handler with a callback has as many parameters as an HTTP handler,
 * and an Express application as many as a background handler with one, so only the arguments tell.
 *
 * @returns undefined where the framework never calls so
 */
export function readCallKind(args: GoogleArguments): CallKind | undefined {
  const [first, second, third] = args;
  if (second === undefined) return "event";
  if (typeof second === "function") return isEvent(first) ? "event-callback" : undefined;
  const object = readObject(second);
  if (object === undefined) return undefined;
  if (typeof object.end === "function" && typeof object.on === "function") {
    return typeof readObject(first)?.method === "string" ? "http" : undefined;
  }
  return typeof third === "function" ? "background-callback" : "background";
}

function isEvent(value: unknown): boolean {
  return typeof readObject(value)?.type === "string";
}
