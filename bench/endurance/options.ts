import { LAMBDA_RUNTIMES, type LambdaRuntime, NODE_MAJORS, type NodeMajor } from "../measure/runtime.ts";
import { parseOptions, readName, readPeer, readWhole } from "../options.ts";
import { type Peer, PLATFORMS, type Platform } from "../peers/peer.ts";
import { PEER_NAMES } from "../peers/peers.ts";

/** Windows of as many invocations; the heap is read behind each of them. */
export const WINDOWS = 10;

export const HELP = `npm run bench -- endurance: whether an instance that runs for long keeps its memory, and where its time goes

Invokes one instance again and again, the next one as soon as it is free, while the backend answers at once. Behind each
tenth of the invocations its garbage is collected, and the heap is read; during the second tenth it samples itself.

Usage: npm run bench -- endurance [options]

Options:
  --invocations N    altogether (default 100000)
  --peer NAME        ${PEER_NAMES.join(", ")}
                     (default isobar)
  --platform NAME    ${PLATFORMS.join(", ")} (default ${PLATFORMS[0]})
  --node MAJOR       ${NODE_MAJORS.join(" or ")} (default ${NODE_MAJORS[0]})
  --runtime NAME     ric, AWS's own, which is built once, or isobar, the loop of @isobar/local (default ric)
  --sampling MICROS  between two samples (default 200)
  --limit KIB        by how much the heap may grow in the last half (default 1024)
  --top N            so many functions are listed (default 10)
  --json             prints the figures as JSON, in place of the tables
  --help             this text

Exit codes: 0, 1 where the heap grew by the limit or more in the last half, 2 where the options are wrong. The function is
a bundle where there can be one; names and files are those of the sources.
`;

export interface EnduranceOptions {
  readonly invocations: number;
  readonly peer: Peer;
  readonly platform: Platform;
  readonly nodeMajor: NodeMajor;
  readonly runtime: LambdaRuntime;
  readonly samplingMicros: number;
  readonly limitBytes: number;
  readonly top: number;
  readonly json: boolean;
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): EnduranceOptions {
  const values = parseOptions(args, {
    invocations: { type: "string", default: "100000" },
    peer: { type: "string", default: "isobar" },
    platform: { type: "string", default: PLATFORMS[0] },
    node: { type: "string", default: NODE_MAJORS[0] },
    runtime: { type: "string", default: LAMBDA_RUNTIMES[0] },
    sampling: { type: "string", default: "200" },
    limit: { type: "string", default: "1024" },
    top: { type: "string", default: "10" },
    json: { type: "boolean", default: false },
  });
  const platform = readName("platform", values.platform, PLATFORMS);
  return {
    platform,
    invocations: readWhole("invocations", values.invocations, WINDOWS, 10_000_000),
    peer: readPeer(values.peer, platform),
    nodeMajor: readName("node", values.node, NODE_MAJORS),
    runtime: readName("runtime", values.runtime, LAMBDA_RUNTIMES),
    samplingMicros: readWhole("sampling", values.sampling, 20, 100_000),
    limitBytes: readWhole("limit", values.limit, 1, 1_000_000) * 1024,
    top: readWhole("top", values.top, 1, 1000),
    json: values.json,
  };
}
