import type { Hold } from "@isobar/core";

/** How far this process has come as an extension of its own instance. */
export type Registration =
  | { readonly state: "none" }
  | { readonly state: "refused"; readonly reason: string }
  | { readonly state: "registered"; readonly hold: (invocationId: string) => Hold | undefined };

/** What all copies of this package in one process share: the platform takes one registration. */
interface Shared {
  registration: Registration;
}

const KEY = Symbol.for("isobar.aws-lambda.v1");

/** The registration of this process, whichever copy of this package made it. */
export function extensionState(): Shared {
  const holder = globalThis as { [KEY]?: Shared };
  holder[KEY] ??= { registration: { state: "none" } };
  return holder[KEY];
}
