import { readName } from "../options.ts";
import { PLATFORMS } from "../peers/peer.ts";
import { LAMBDA_RUNTIMES, NODE_MAJORS, type RuntimeChoice } from "./runtime.ts";

/** The options by which a command says what a function runs in. */
export const RUNTIME_OPTIONS = {
  platform: { type: "string", default: PLATFORMS[0] },
  node: { type: "string", default: NODE_MAJORS[0] },
  runtime: { type: "string", default: LAMBDA_RUNTIMES[0] },
} as const;

/** What `--help` says of them. */
export const RUNTIME_HELP = `  --platform NAME    ${PLATFORMS.join(", ")} (default ${PLATFORMS[0]})
  --node MAJOR       ${NODE_MAJORS.join(" or ")} (default ${NODE_MAJORS[0]})
  --runtime NAME     ric, AWS's own, which is built once, or isobar, the loop of @isobar/local (default ric)`;

/** @throws UsageError */
export function readRuntimeOptions(values: Readonly<Record<keyof typeof RUNTIME_OPTIONS, string>>): RuntimeChoice {
  return {
    platform: readName("platform", values.platform, PLATFORMS),
    nodeMajor: readName("node", values.node, NODE_MAJORS),
    runtime: readName("runtime", values.runtime, LAMBDA_RUNTIMES),
  };
}
