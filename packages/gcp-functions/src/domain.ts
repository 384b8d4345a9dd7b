import type { Runtime } from "@isobar/core";
import type { GoogleArguments } from "./types.ts";

/** Node's domain of the request, in which the framework runs each handler. */
interface Domain {
  once(event: "error", listener: (error: unknown) => void): unknown;
}

interface DomainHolder {
  domain?: Domain | null;
}

/** Calls back with an error of this request that nobody caught, and for which the framework answers. */
export function onUncaught(runtime: Runtime<GoogleArguments, unknown>, listener: (error: unknown) => void): void {
  runtime.guard("domain", () => void (process as DomainHolder).domain?.once("error", listener));
}

/**
 * Runs work outside of the request's domain: of each promise, timer and socket that is made in one Node keeps a note, and
 * it enters and leaves the domain for each of their steps. An export makes dozens.
 */
export function outsideDomain<Value>(work: () => Value): Value {
  const holder = process as DomainHolder;
  const { domain } = holder;
  if (!domain) return work();
  holder.domain = null;
  try {
    return work();
  } finally {
    holder.domain = domain;
  }
}
