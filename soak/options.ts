import { parseArgs } from "node:util";
import { PLATFORMS, type Platform } from "./clouds.ts";

export const HELP = `npm run soak: whether anything is lost or counted twice while everything breaks

Invokes functions on the local platforms while instances are frozen, thawed, ended and killed, connections are broken,
and the backend fails; then holds what client and backend have seen against what the SDK says it lost.

Usage: npm run soak -- [options]

Options:
  --seed N           draws the plan and the faults: the same seed is the same plan (default: drawn, and printed)
  --invocations N    invocations on each platform (default 1000)
  --platform NAME    aws, gcp or azure; may be repeated (default: all three)
  --endpoint URL     hands on what the backend stores to an OTLP/HTTP endpoint: stored is what that takes.
                     OTEL_EXPORTER_OTLP_HEADERS goes along
  --json             prints the sums as JSON
  --help             this text

Exit codes: 0 where the sums add up, 1 where they do not, 2 where the options are wrong. With 1000 invocations and
more, a fault that never happened is 1 too.
`;

export interface SoakOptions {
  readonly seed: number;
  readonly invocations: number;
  readonly platforms: readonly Platform[];
  readonly endpoint: string | undefined;
  readonly json: boolean;
}

/** What the user got wrong. */
export class UsageError extends Error {}

const MAX_SEED = 2 ** 32;

/**
 * Reads the command's options.
 *
 * @returns undefined where help is asked for
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): SoakOptions | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  const platforms = values.platform ?? PLATFORMS;
  for (const name of platforms) {
    if (!PLATFORMS.includes(name as Platform))
      throw new UsageError(`--platform ${name}: one of ${PLATFORMS.join(", ")}`);
  }
  if (values.endpoint !== undefined && !/^https?:$/.test(URL.parse(values.endpoint)?.protocol ?? "")) {
    throw new UsageError(`--endpoint has to be an http:// or https:// URL`);
  }
  return {
    seed: readNumber("seed", values.seed, 0, MAX_SEED - 1) ?? Math.floor(Math.random() * MAX_SEED),
    invocations: readNumber("invocations", values.invocations, 10, 1_000_000) ?? 1000,
    platforms: [...new Set(platforms)] as Platform[],
    endpoint: values.endpoint,
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: "string" },
        invocations: { type: "string" },
        platform: { type: "string", multiple: true },
        endpoint: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readNumber(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${name} ${text}: a whole number from ${least} to ${most}`);
}
