import type { Behaviour } from "../measure/backend.ts";
import type { RuntimeChoice } from "../measure/runtime.ts";
import { RUNTIME_HELP, RUNTIME_OPTIONS, readRuntimeOptions } from "../measure/runtime-options.ts";
import { parseOptions, readName, readPeers, readWhole } from "../options.ts";
import type { Peer } from "../peers/peer.ts";
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
turns in random order, and compares it with the handler alone in the same turn. Where a backend takes its time, the
handler alone pauses for as long behind each answer: what is invoked seldom is slower, whoever waits for what.

Usage: npm run bench -- warm [options]

Options:
  --invocations N    of each peer for each backend (default 2000). A block ends after three seconds all the same: of
                     what waits for a slow backend there are fewer
  --backend NAME     ${BACKEND_NAMES.join(", ")}: the milliseconds until it answers, or what it does instead;
                     may be repeated (default: all)
  --only A,B         these peers, and bare: ${PEER_NAMES.join(", ")}
${RUNTIME_HELP}
  --seed N           draws the order (default 1)
  --json             prints every block as JSON, in place of the tables
  --help             this text

Functions are bundles where there can be one, else CommonJS beside their packages. The machine should have nothing else
to do.
`;

export interface WarmOptions extends RuntimeChoice {
  readonly invocations: number;
  readonly backends: readonly BackendName[];
  readonly peers: readonly Peer[];
  readonly seed: number;
  readonly json: boolean;
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): WarmOptions {
  const values = parseOptions(args, {
    invocations: { type: "string", default: "2000" },
    backend: { type: "string", multiple: true, default: BACKEND_NAMES },
    only: { type: "string" },
    ...RUNTIME_OPTIONS,
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  });
  const runtime = readRuntimeOptions(values);
  return {
    ...runtime,
    invocations: readWhole("invocations", values.invocations, 10, 1_000_000),
    backends: values.backend.map((name) => readName("backend", name, BACKEND_NAMES)),
    peers: readPeers(values.only, runtime.platform),
    seed: readWhole("seed", values.seed, 0, 2 ** 32 - 1),
    json: values.json,
  };
}
