import type { GateOutcome } from "../compare/gate-types.ts";
import type { Calibration, Comparison, Ratio } from "../compare/types.ts";
import { usedColumns } from "./columns.ts";
import { formatEstimate, formatShare, plural } from "./format.ts";

/** Colours a text where that is wanted. */
export type Paint = (colour: "red" | "green" | "yellow" | "dim" | "bold", text: string) => string;

/** Columns between two of the table. */
const GAP = "  ";
const WIDTH = 100;

/** A comparison for a terminal: what was read, a table of groups, ratios, the gate's verdict, threats. */
export function renderComparison(comparison: Comparison, paint: Paint): string {
  const { groups, ratios, gate, calibration = [], threats, baseline } = comparison;
  const parts = [
    describeHead(comparison),
    renderTable(comparison, paint),
    ...(ratios.length > 0 ? [renderRatios(ratios, baseline ?? "", paint)] : []),
    ...(gate === undefined ? [] : [renderGate(gate, paint)]),
    ...(calibration.length > 0 ? [renderCalibration(calibration, paint)] : []),
    ...(threats.length > 0
      ? [`${paint("bold", "Threats to validity")}\n${threats.map(({ text }) => wrap(`- ${text}`, "  ")).join("\n")}`]
      : []),
  ];
  if (groups.length === 1) parts.push(paint("dim", "One group alone: name what tells groups apart with --by."));
  return `${parts.join("\n\n")}\n`;
}

function describeHead({ reading, by, where, sources }: Comparison): string {
  const sdks = Object.keys(reading.sdks).join(", ");
  const of = Object.entries(where ?? {}).map(([name, value]) => ` ${name}=${value}`);
  const partial = reading.partial ? ", partial" : "";
  const names = sources.map(({ name }) => name).join(", ");
  return `${plural(reading.invocations, "invocation")}${of.join()} by ${by.join(", ")}, of ${plural(reading.spans, "span")} (${sdks}${partial}) in ${names}`;
}

/** One row a group; of very many columns, one block of rows under the other. */
function renderTable({ groups }: Comparison, paint: Paint): string {
  const columns = usedColumns(groups).map(({ title, cell }) => [title, ...groups.map((group) => cell(group) ?? "–")]);
  const names = ["", ...groups.map(({ id }) => id)];
  const blocks: string[][][] = [[]];
  let width = widest(names);
  for (const column of columns) {
    const own = widest(column) + GAP.length;
    if (width + own > WIDTH && (blocks.at(-1)?.length ?? 0) > 0) {
      blocks.push([]);
      width = widest(names);
    }
    blocks.at(-1)?.push(column);
    width += own;
  }
  return blocks.map((block) => renderBlock(names, block, paint)).join("\n\n");
}

function renderBlock(names: readonly string[], columns: readonly string[][], paint: Paint): string {
  const lines = names.map((name, row) => {
    const cells = columns.map((column) => (column[row] ?? "").padStart(widest(column)));
    return [name.padEnd(widest(names)), ...cells].join(GAP).trimEnd();
  });
  return lines.map((line, row) => (row === 0 ? paint("dim", line) : line)).join("\n");
}

function renderRatios(ratios: readonly Ratio[], baseline: string, paint: Paint): string {
  const rows = ratios.map(({ group, layer, temperature, ratio, n, baselineN }) => {
    const { interval } = ratio;
    const word =
      interval === undefined ? "" : interval.low > 1 ? "slower" : interval.high < 1 ? "faster" : "no difference shown";
    const colour = word === "slower" ? "red" : word === "faster" ? "green" : "dim";
    const name = `${group} / ${baseline}`;
    return {
      cells: [name, `${temperature}, ${layer}`, formatEstimate(ratio), `n ${n}, ${baselineN}`],
      word,
      colour,
    } as const;
  });
  const widths = [0, 1, 2, 3].map((column) => widest(rows.map(({ cells }) => cells[column] ?? "")));
  const lines = rows.map(({ cells, word, colour }) => {
    const padded = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return `${padded.join(GAP)}${GAP}${paint(colour, word)}`.trimEnd();
  });
  return `${paint("bold", "Durations, times the baseline's")}\n${lines.join("\n")}`;
}

function renderGate({ verdict, checks }: GateOutcome, paint: Paint): string {
  const colours = { pass: "green", fail: "red", inconclusive: "yellow" } as const;
  const lines = checks.map((check) => {
    const word = paint(colours[check.verdict], check.verdict.toUpperCase().padEnd(12));
    return `${word}  ${check.name}: ${check.reason}`;
  });
  return `${paint("bold", "Gate")} ${paint(colours[verdict], verdict.toUpperCase())}\n${lines.join("\n")}`;
}

function renderCalibration(calibration: readonly Calibration[], paint: Paint): string {
  const lines = calibration.map((own) =>
    wrap(
      `${own.group}, ${own.layer}: ${own.splits} random splits of ${own.n} and ${own.n}. A tolerance of ${own.usualTolerance} failed in ${formatShare(own.falseAlarms)} % of them. To find what takes ${formatShare(own.slowdown)} % longer, propose min_n: ${own.nForSlowdown} with tolerance: ${own.slowdownTolerance}. With min_n: ${own.n}, as here, it takes tolerance: ${own.tolerance}, which finds what takes ${formatShare(own.finds)} % longer. A tolerance of ${own.usualTolerance} takes min_n: ${own.nForUsual}.`,
      "  ",
    ),
  );
  return `${paint("bold", "The same compared with itself")}\n${lines.join("\n")}`;
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length));
}

function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
