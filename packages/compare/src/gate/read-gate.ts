import { readFile } from "node:fs/promises";
import type { GateMetric } from "../compare/gate-types.ts";
import { InputError } from "../input-error.ts";
import { type Gate, type GateCheck, METRICS } from "./types.ts";
import { type Fields, readYaml } from "./yaml-fields.ts";

/**
 * Reads a gate's file.
 * @throws InputError naming file, line and field (rejects)
 */
export async function readGate(file: string): Promise<Gate> {
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new InputError(
      `${file} cannot be read: ${cause.code === "ENOENT" ? "there is no such file" : cause.message}`,
    );
  });
  return parseGate(file, text);
}

/** @throws InputError naming file, line and field */
export function parseGate(file: string, text: string): Gate {
  const fields = readYaml(file, text);
  fields.only(["version", "checks"]);
  const version = fields.number("version", { least: 1, whole: true }) ?? 1;
  if (version !== 1) fields.fail("is newer than this version of Isobar, which reads 1", "version");
  const checks = fields.maps("checks") ?? fields.fail("are missing", "checks");
  if (checks.length === 0) fields.fail("has to have at least one check", "checks");
  return { file, checks: checks.map(readCheck) };
}

function readCheck(fields: Fields): GateCheck {
  fields.only(["name", "metric", "group", "baseline", "tolerance", "max", "min_n", "start", "layer"]);
  const metric =
    fields.oneOf("metric", Object.keys(METRICS) as GateMetric[]) ??
    fields.fail(`needs a metric: one of ${Object.keys(METRICS).join(", ")}`);
  const most = METRICS[metric].unit === "share" ? 1 : Number.POSITIVE_INFINITY;
  const name = fields.text("name");
  const baseline = fields.text("baseline");
  const tolerance = fields.number("tolerance", { least: 0, most });
  const max = fields.number("max", { least: 0, most });
  const minN = fields.number("min_n", { least: 1, whole: true });
  if (METRICS[metric].needsBaseline && max !== undefined)
    fields.fail(`takes a tolerance: ${metric} is relative`, "max");
  if (max !== undefined && tolerance !== undefined) fields.fail("and max exclude each other", "tolerance");
  if (max !== undefined && baseline !== undefined) fields.fail("and max exclude each other", "baseline");
  if (max === undefined && tolerance === undefined) {
    fields.fail(METRICS[metric].needsBaseline ? "needs a tolerance" : "needs max, or a baseline with a tolerance");
  }
  return {
    ...(name !== undefined && { name }),
    metric,
    group: fields.text("group") ?? "*",
    ...(baseline !== undefined && { baseline }),
    ...(tolerance !== undefined && { tolerance }),
    ...(max !== undefined && { max }),
    ...(minN !== undefined && { minN }),
    start: metric === "cold_ratio" ? "cold" : (fields.oneOf("start", ["warm", "cold"]) ?? "warm"),
    layer: fields.oneOf("layer", ["function", "client"]) ?? "function",
    line: fields.line,
  };
}
