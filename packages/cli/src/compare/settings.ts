import { parseArgs } from "node:util";
import { UsageError } from "../usage-error.ts";

/** Which telemetry to compare, and how: of each command that compares. */
export interface SelectionSettings {
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
}

/** What `isobar compare` was asked for. */
export interface CompareSettings extends SelectionSettings {
  readonly output: "text" | "json" | "markdown";
  readonly junit: string | undefined;
}

/** What `isobar report` was asked for. */
export interface ReportSettings extends SelectionSettings {
  /** The file that is written. */
  readonly output: string;
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

const SELECTION = {
  store: { type: "string" },
  by: { type: "string" },
  where: { type: "string", multiple: true },
  baseline: { type: "string" },
  since: { type: "string" },
  until: { type: "string" },
  gate: { type: "string" },
  calibrate: { type: "boolean" },
} as const;

/** @throws UsageError */
export function readCompareSettings(args: readonly string[], now: number): CompareSettings {
  const { values, positionals } = orUsageError("compare", () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...SELECTION, json: { type: "boolean" }, markdown: { type: "boolean" }, junit: { type: "string" } },
    }),
  );
  const selection = readSelection("compare", values, positionals, now);
  const outputs = (["json", "markdown"] as const).filter((name) => values[name] === true);
  if (outputs.length > 1) throw new UsageError("--json and --markdown exclude each other: both are for stdout");
  if (values.junit !== undefined && values.gate === undefined)
    throw new UsageError("--junit tells what came of a gate's checks: name one with --gate");
  return { ...selection, output: outputs[0] ?? "text", junit: values.junit };
}

/** @throws UsageError */
export function readReportSettings(args: readonly string[], now: number): ReportSettings {
  const { values, positionals } = orUsageError("report", () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...SELECTION, output: { type: "string" } },
    }),
  );
  if (values.output === "") throw new UsageError("--output needs the name of a file");
  return { ...readSelection("report", values, positionals, now), output: values.output ?? "report.html" };
}

interface SelectionValues {
  readonly store?: string;
  readonly by?: string;
  readonly where?: string[];
  readonly baseline?: string;
  readonly since?: string;
  readonly until?: string;
  readonly gate?: string;
  readonly calibrate?: boolean;
}

function readSelection(
  command: string,
  values: SelectionValues,
  inputs: readonly string[],
  now: number,
): SelectionSettings {
  if (inputs.length === 0 && values.store === undefined)
    throw new UsageError(`name a run's folder, a file or a store; try "isobar ${command} --help"`);
  const by = (values.by ?? "cloud").split(",").map((name) => name.trim());
  if (by.includes("")) throw new UsageError("--by needs names with commas between, for example cloud,memory");
  return {
    inputs,
    store: values.store,
    by,
    where: values.where ?? [],
    baseline: values.baseline,
    since: readTime("--since", values.since, now),
    until: readTime("--until", values.until, now),
    gate: values.gate,
    calibrate: values.calibrate ?? false,
  };
}

function orUsageError<Result>(command: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; try "isobar ${command} --help"`);
  }
}

function readTime(option: string, text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ""] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const time = count === undefined ? Date.parse(text) : now - Number(count) * (UNITS[unit] ?? 0);
  if (!Number.isNaN(time)) return time;
  throw new UsageError(`${option} needs a time such as 2026-01-31T12:00Z, or 30m, 12h, 7d before now, not "${text}"`);
}
