import type { RuntimeChoice } from "../measure/runtime.ts";
import { RUNTIME_HELP, RUNTIME_OPTIONS, readRuntimeOptions } from "../measure/runtime-options.ts";
import { parseOptions, readPeer, readWhole } from "../options.ts";
import type { Peer } from "../peers/peer.ts";
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
${RUNTIME_HELP}
  --sampling MICROS  between two samples (default 200)
  --limit KIB        by how much the heap may grow in the last half (default 1024)
  --top N            so many functions are listed (default 10)
  --json             prints the figures as JSON, in place of the tables
  --help             this text

Exit codes: 0, 1 where the heap grew by the limit or more in the last half, 2 where the options are wrong. The function is
a bundle where there can be one; names and files are those of the sources.
`;

export interface EnduranceOptions extends RuntimeChoice {
  readonly invocations: number;
  readonly peer: Peer;
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
    ...RUNTIME_OPTIONS,
    sampling: { type: "string", default: "200" },
    limit: { type: "string", default: "1024" },
    top: { type: "string", default: "10" },
    json: { type: "boolean", default: false },
  });
  const runtime = readRuntimeOptions(values);
  return {
    ...runtime,
    invocations: readWhole("invocations", values.invocations, WINDOWS, 10_000_000),
    peer: readPeer(values.peer, runtime.platform),
    samplingMicros: readWhole("sampling", values.sampling, 20, 100_000),
    limitBytes: readWhole("limit", values.limit, 1, 1_000_000) * 1024,
    top: readWhole("top", values.top, 1, 1000),
    json: values.json,
  };
}
