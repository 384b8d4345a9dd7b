import type { CostComparison } from "../compare/costs.ts";
import type { Bill } from "../cost/estimate-cost.ts";
import { formatNumber, formatShare } from "./format.ts";
import type { Paint } from "./text.ts";

/** Costs for a terminal: a row for each group and model. */
export function renderCosts({ groups, prices, whatIf }: CostComparison, paint: Paint): string {
  const head = ["", "model", "$ per million", "requests", "compute", "rounding", "times"];
  const rows = groups.flatMap(({ group, own, whatIf: others }) => {
    const first = own === undefined ? [[group, "not known", "–", "–", "–", "–", "–"]] : [row(group, own, own)];
    return [...first, ...others.map((bill, index) => row("", bill, own, whatIf[index]))];
  });
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const lines = [head, ...rows].map((cells) =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  const notes = [
    ...new Set(groups.flatMap(({ own, whatIf: others }) => [own, ...others].flatMap((bill) => bill?.notes ?? []))),
  ];
  const age = `Prices of ${prices.retrieved}${prices.isStale ? ", which is long ago: look them up, and give them with --prices" : ""}, without free tiers unless asked for.`;
  return `${[paint("dim", lines[0] ?? ""), ...lines.slice(1)].join("\n")}\n\n${[age, ...notes].map((note) => `- ${note}`).join("\n")}\n`;
}

function row(group: string, bill: Bill, base: Bill | undefined, name = bill.model): string[] {
  const { low, high } = bill.perMillion;
  const range = low === high ? formatNumber(low) : `${formatNumber(low)}–${formatNumber(high)}`;
  const times =
    base === undefined || base === bill || base.perMillion.low === 0
      ? ""
      : `×${formatNumber(low / base.perMillion.low)}`;
  const parts = [bill.parts.requests, bill.parts.compute + bill.parts.storage].map(formatNumber);
  return [group, name, range, ...parts, `${formatShare(bill.roundingShare)} %`, times];
}
