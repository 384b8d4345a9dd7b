import type { RuntimeChoice } from "../measure/runtime.ts";
import { RUNTIME_HELP, RUNTIME_OPTIONS, readRuntimeOptions } from "../measure/runtime-options.ts";
import { parseOptions, readName, readPeers, readWhole } from "../options.ts";
import { FORMATS, type Format, LAYOUTS, type Layout, type Peer } from "../peers/peer.ts";
import { PEER_NAMES } from "../peers/peers.ts";

export const HELP = `npm run bench -- cold: what a function's first invocation on a new instance costs

Starts each variant of each peer in a new process, again and again in random order, under the platform's own runtime,
with one invocation each, and compares it with the handler alone in the same round.

Usage: npm run bench -- cold [options]

Options:
  --rounds N         starts of each variant (default 15)
  --only A,B         these peers, and bare: ${PEER_NAMES.join(", ")}
${RUNTIME_HELP}
  --layout NAME      ${LAYOUTS.join(" or ")} (default: both)
  --format NAME      ${FORMATS.join(" or ")} (default: both)
  --https            to a backend with a certificate of its own (default: http). Peers that cannot be told of it
                     are left out
  --compile-cache    with NODE_COMPILE_CACHE, filled for the functions before, not for what loads them
  --seed N           draws the order (default 1)
  --json             prints every start as JSON, in place of the table
  --help             this text

Peers are installed by npm, once, into a folder outside of the repository. The machine should have nothing else to do.
`;

export interface ColdOptions extends RuntimeChoice {
  readonly rounds: number;
  readonly peers: readonly Peer[];
  readonly layouts: readonly Layout[];
  readonly formats: readonly Format[];
  readonly https: boolean;
  readonly compileCache: boolean;
  readonly seed: number;
  readonly json: boolean;
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): ColdOptions {
  const values = parseOptions(args, {
    rounds: { type: "string", default: "15" },
    ...RUNTIME_OPTIONS,
    only: { type: "string" },
    layout: { type: "string" },
    format: { type: "string" },
    https: { type: "boolean", default: false },
    "compile-cache": { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  });
  const { https, json } = values;
  const runtime = readRuntimeOptions(values);
  return {
    ...runtime,
    rounds: readWhole("rounds", values.rounds, 1, 1000),
    peers: readPeers(values.only, runtime.platform).filter(
      ({ name, heedsCertificate }) => !https || name === "bare" || heedsCertificate,
    ),
    layouts: values.layout === undefined ? LAYOUTS : [readName("layout", values.layout, LAYOUTS)],
    formats: values.format === undefined ? FORMATS : [readName("format", values.format, FORMATS)],
    https,
    compileCache: values["compile-cache"],
    seed: readWhole("seed", values.seed, 0, 2 ** 32 - 1),
    json,
  };
}
