import { builtin } from "../builtin.ts";
import type { Config } from "../config.ts";

/** Whose a file in a temporary folder is, which others may share. */
export interface Owner {
  /** The machine and the namespace in which the process's id counts. */
  readonly machine: string;
  /** The function, and where its telemetry goes. */
  readonly fn: string;
}

/** This process's, as owner of its files. */
export function readOwner(config: Config, resource: Readonly<Record<string, unknown>>): Owner {
  const names = ["cloud.platform", "cloud.account.id", "service.name", "faas.name"].map((name) => resource[name]);
  const to = config.options.exporters?.traces === undefined ? new URL(config.otlp.traces.url).origin : "custom";
  return {
    machine: `${builtin("node:os").hostname()} ${readNamespace()}`,
    fn: JSON.stringify([...names, to]),
  };
}

/** Two containers may share a folder, and have a process of the same id each. */
function readNamespace(): string {
  try {
    return builtin("node:fs").readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
