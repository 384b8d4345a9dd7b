import type { Runtime } from "@isobar/core";
import type { GoogleArguments } from "./types.ts";

/** Node's domain of the request, in which the framework runs each handler. */
interface Domain {
  once(event: "error", listener: (error: unknown) => void): unknown;
}

/** Calls back with an error of this request that nobody caught, and for which the framework answers. */
export function onUncaught(runtime: Runtime<GoogleArguments, unknown>, listener: (error: unknown) => void): void {
  runtime.guard("domain", () => void (process as { domain?: Domain | null }).domain?.once("error", listener));
}
