import type { Behaviour } from "../measure/backend.ts";
import { LAMBDA_RUNTIMES, type LambdaRuntime, NODE_MAJORS, type NodeMajor } from "../measure/runtime.ts";
import { parseOptions, readName, readPeers, readWhole } from "../options.ts";
import { type Peer, PLATFORMS, type Platform } from "../peers/peer.ts";
import { PEER_NAMES } from "../peers/peers.ts";

/** The names that `--backend` takes. */
export const BACKENDS = { 0: 0, 20: 20, 100: 100, refuses: "refuse", never: "never" } as const satisfies Record<
  string,
  Behaviour
>;
export type BackendName = `${keyof typeof BACKENDS}`;
export const BACKEND_NAMES = Object.keys(BACKENDS) as BackendName[];

export const HELP = `npm run bench -- warm: what an invocation costs on an instance that is running

Invokes each peer's function again and again, the next one as soon as the instance is free, in ten blocks that take
turns in random order, and compares it with the handler alone in the same turn.

Usage: npm run bench -- warm [options]

Options:
  --invocations N    of each peer for each backend (default 2000). A block ends after three seconds all the same: of
                     what waits for a slow backend there are fewer
  --backend NAME     ${BACKEND_NAMES.join(", ")}: the milliseconds until it answers, or what it does instead;
                     may be repeated (default: all)
  --only A,B         these peers, and bare: ${PEER_NAMES.join(", ")}
  --platform NAME    ${PLATFORMS.join(", ")} (default ${PLATFORMS[0]})
  --node MAJOR       ${NODE_MAJORS.join(" or ")} (default ${NODE_MAJORS[0]})
  --runtime NAME     ric, AWS's own, which is built once, or isobar, the loop of @isobar/local (default ric)
  --seed N           draws the order (default 1)
  --json             prints every block as JSON, in place of the tables
  --help             this text

Functions are bundles where there can be one, else CommonJS beside their packages. The machine should have nothing else
to do.
`;

export interface WarmOptions {
  readonly invocations: number;
  readonly backends: readonly BackendName[];
  readonly peers: readonly Peer[];
  readonly platform: Platform;
  readonly nodeMajor: NodeMajor;
  readonly runtime: LambdaRuntime;
  readonly seed: number;
  readonly json: boolean;
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): WarmOptions {
  const values = parseOptions(args, {
    invocations: { type: "string", default: "2000" },
    backend: { type: "string", multiple: true, default: BACKEND_NAMES },
    only: { type: "string" },
    platform: { type: "string", default: PLATFORMS[0] },
    node: { type: "string", default: NODE_MAJORS[0] },
    runtime: { type: "string", default: LAMBDA_RUNTIMES[0] },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  });
  const platform = readName("platform", values.platform, PLATFORMS);
  return {
    platform,
    invocations: readWhole("invocations", values.invocations, 10, 1_000_000),
    backends: values.backend.map((name) => readName("backend", name, BACKEND_NAMES)),
    peers: readPeers(values.only, platform),
    nodeMajor: readName("node", values.node, NODE_MAJORS),
    runtime: readName("runtime", values.runtime, LAMBDA_RUNTIMES),
    seed: readWhole("seed", values.seed, 0, 2 ** 32 - 1),
    json: values.json,
  };
}
