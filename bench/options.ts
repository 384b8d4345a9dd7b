import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Peer, Platform } from "./peers/peer.ts";
import { PEER_NAMES, PEERS } from "./peers/peers.ts";

/** What the user got wrong. */
export class UsageError extends Error {}

/** What a bench found, where that can be more than it may be. */
export interface Finding {
  readonly text: string;
  readonly ok: boolean;
}

/**
 * Does what a bench does with its arguments, and prints what comes of it, or the help.
 *
 * @returns the exit code: 0, or 1 where it found more than may be, or 2 where the options are wrong
 */
export async function runBench(
  { name, help }: { readonly name: string; readonly help: string },
  args: readonly string[],
  run: () => Promise<string | Finding>,
): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(help);
    return 0;
  }
  try {
    const found = await run();
    const { text, ok } = typeof found === "string" ? { text: found, ok: true } : found;
    process.stdout.write(text);
    return ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`bench ${name}: ${error.message}; try --help\n`);
    return 2;
  }
}

/** @throws UsageError */
export function parseOptions<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @throws UsageError */
export function readWhole(name: string, text: string, least: number, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${name} ${text}: a whole number from ${least} to ${most}`);
}

/** @throws UsageError */
export function readName<Name extends string>(option: string, name: string, names: readonly Name[]): Name {
  if (names.includes(name as Name)) return name as Name;
  throw new UsageError(`--${option} ${name}: one of ${names.join(", ")}`);
}

/**
 * The peer of `--peer a` on a platform.
 *
 * @throws UsageError
 */
export function readPeer(name: string, platform: Platform): Peer {
  const names = PEERS[platform].map((peer) => peer.name);
  const chosen = readName("peer", name, names);
  return PEERS[platform].find((peer) => peer.name === chosen) as Peer;
}

/**
 * The peers of `--only a,b` on a platform, and the handler alone, which all others are compared with.
 *
 * @throws UsageError
 */
export function readPeers(only: string | undefined, platform: Platform): Peer[] {
  const chosen = only?.split(",").map((name) => readName("only", name.trim(), PEER_NAMES)) ?? PEER_NAMES;
  return PEERS[platform].filter(({ name }) => name === "bare" || chosen.includes(name));
}
