import { parseArgs } from "node:util";
import { UsageError } from "../usage-error.ts";

/** What `isobar compare` was asked for. */
export interface CompareSettings {
  readonly inputs: readonly string[];
  readonly store: string | undefined;
  readonly by: readonly string[];
  /** As written: NAME=VALUE. */
  readonly where: readonly string[];
  readonly baseline: string | undefined;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly gate: string | undefined;
  readonly calibrate: boolean;
  readonly output: "text" | "json" | "markdown";
  readonly junit: string | undefined;
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws UsageError */
export function readCompareSettings(args: readonly string[], now: number): CompareSettings {
  const { values, positionals } = parse(args);
  if (positionals.length === 0 && values.store === undefined)
    throw new UsageError('name a run\'s folder, a file or a store; try "isobar compare --help"');
  const outputs = (["json", "markdown"] as const).filter((name) => values[name] === true);
  if (outputs.length > 1) throw new UsageError("--json and --markdown exclude each other: both are for stdout");
  if (values.junit !== undefined && values.gate === undefined)
    throw new UsageError("--junit tells what came of a gate's checks: name one with --gate");
  const by = (values.by ?? "cloud").split(",").map((name) => name.trim());
  if (by.includes("")) throw new UsageError("--by needs names with commas between, for example cloud,memory");
  return {
    inputs: positionals,
    store: values.store,
    by,
    where: values.where ?? [],
    baseline: values.baseline,
    since: readTime("--since", values.since, now),
    until: readTime("--until", values.until, now),
    gate: values.gate,
    calibrate: values.calibrate ?? false,
    output: outputs[0] ?? "text",
    junit: values.junit,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        store: { type: "string" },
        by: { type: "string" },
        where: { type: "string", multiple: true },
        baseline: { type: "string" },
        since: { type: "string" },
        until: { type: "string" },
        gate: { type: "string" },
        calibrate: { type: "boolean" },
        json: { type: "boolean" },
        markdown: { type: "boolean" },
        junit: { type: "string" },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; try "isobar compare --help"`);
  }
}

function readTime(option: string, text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ""] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const time = count === undefined ? Date.parse(text) : now - Number(count) * (UNITS[unit] ?? 0);
  if (!Number.isNaN(time)) return time;
  throw new UsageError(`${option} needs a time such as 2026-01-31T12:00Z, or 30m, 12h, 7d before now, not "${text}"`);
}
