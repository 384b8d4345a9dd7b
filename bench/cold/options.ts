import { parseArgs } from "node:util";
import { LAMBDA_RUNTIMES, type LambdaRuntime, NODE_MAJORS, type NodeMajor } from "../measure/runtime.ts";
import { FORMATS, type Format, LAYOUTS, type Layout, PEERS, type Peer } from "../peers/peers.ts";

export const HELP = `npm run bench -- cold: what a function's first invocation on a new instance costs

Starts each variant of each peer in a new process, again and again in random order, under AWS's own runtime, with one
invocation each, and compares it with the handler alone in the same round.

Usage: npm run bench -- cold [options]

Options:
  --rounds N         starts of each variant (default 15)
  --only A,B         these peers, and bare: ${PEERS.map(({ name }) => name).join(", ")}
  --layout NAME      ${LAYOUTS.join(" or ")} (default: both)
  --format NAME      ${FORMATS.join(" or ")} (default: both)
  --node MAJOR       ${NODE_MAJORS.join(" or ")} (default ${NODE_MAJORS[0]})
  --runtime NAME     ric, AWS's own, which is built once, or isobar, the loop of @isobar/local (default ric)
  --https            to a backend with a certificate of its own (default: http). Peers that cannot be told of it
                     are left out
  --seed N           draws the order (default 1)
  --json             prints every start as JSON, in place of the table
  --help             this text

Peers are installed by npm, once, into a folder outside of the repository. The machine should have nothing else to do.
`;

export interface ColdOptions {
  readonly rounds: number;
  readonly peers: readonly Peer[];
  readonly layouts: readonly Layout[];
  readonly formats: readonly Format[];
  readonly nodeMajor: NodeMajor;
  readonly runtime: LambdaRuntime;
  readonly https: boolean;
  readonly seed: number;
  readonly json: boolean;
}

/** What the user got wrong. */
export class UsageError extends Error {}

/**
 * Reads the command's options.
 *
 * @returns undefined where help is asked for
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): ColdOptions | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  const names = PEERS.map(({ name }) => name);
  const only = values.only?.split(",").map((name) => readName("only", name.trim(), names)) ?? names;
  const https = values.https ?? false;
  return {
    rounds: readNumber("rounds", values.rounds ?? "15", 1, 1000),
    // What all are compared with is always there.
    peers: PEERS.filter(({ name }) => name === "bare" || only.includes(name)).filter(
      ({ name, heedsCertificate }) => !https || name === "bare" || heedsCertificate,
    ),
    layouts: values.layout === undefined ? LAYOUTS : [readName("layout", values.layout, LAYOUTS)],
    formats: values.format === undefined ? FORMATS : [readName("format", values.format, FORMATS)],
    nodeMajor: readName("node", values.node ?? NODE_MAJORS[0], NODE_MAJORS),
    runtime: readName("runtime", values.runtime ?? "ric", LAMBDA_RUNTIMES),
    https,
    seed: readNumber("seed", values.seed ?? "1", 0, 2 ** 32 - 1),
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: { type: "string" },
        only: { type: "string" },
        layout: { type: "string" },
        format: { type: "string" },
        node: { type: "string" },
        runtime: { type: "string" },
        https: { type: "boolean" },
        seed: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readNumber(name: string, text: string, least: number, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${name} ${text}: a whole number from ${least} to ${most}`);
}

function readName<Name extends string>(option: string, name: string, names: readonly Name[]): Name {
  if (names.includes(name as Name)) return name as Name;
  throw new UsageError(`--${option} ${name}: one of ${names.join(", ")}`);
}
