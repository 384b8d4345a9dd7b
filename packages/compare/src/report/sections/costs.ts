import type { Bill } from "../../cost/estimate-cost.ts";
import type { BillPart } from "../../cost/usage.ts";
import { formatNumber, formatShare } from "../../output/format.ts";
import { barKey, bars } from "../charts/bars.ts";
import { html } from "../html.ts";
import { table } from "../table.ts";
import { groupName, type Section, type View } from "../view.ts";

const PARTS: readonly BillPart[] = ["requests", "compute", "storage"];

/** What a million invocations cost, and what of it is paid for rounding. */
export function costsSection({ comparison }: View): Section | undefined {
  const shown = comparison.groups.flatMap(({ id, cost }) => (cost === undefined ? [] : [{ id, cost }]));
  if (shown.length === 0) return undefined;
  const used = PARTS.filter((part) => shown.some(({ cost }) => cost.parts[part] > 0));
  const rows = shown.map(({ id, cost }) => ({
    name: id,
    detail: cost.model,
    parts: used.map((kind) => ({ kind, value: cost.parts[kind] })),
    hatched: cost.roundingShare,
    range: cost.perMillion,
    text: `${formatRange(cost)}, ${formatShare(cost.roundingShare)} % rounding`,
  }));
  const notes = [...new Set(shown.flatMap(({ cost }) => cost.notes))];
  return {
    id: "costs",
    title: "Costs",
    content: html`<p>US dollars for a million invocations like these, without free tiers. The framed part is paid for rounding up and for minimums, not for work. A thin line ends where the bill may end where the platform's rules can be read in two ways.</p>
<ul class="legend">${used.map((part) => html`<li>${barKey(part)} ${part}</li>`)}<li>${barKey("rounding")} paid for rounding</li></ul>
${bars(rows, "US dollars for a million invocations", {
  id: "costs-chart",
  title: "Costs of a million invocations",
  description: rows.map(({ name, detail, text }) => `${name}, ${detail}: ${text}`).join("; "),
})}
${table({
  name: "Costs",
  caption: "Costs of a million invocations, US dollars.",
  head: ["Group", "Billed as", "Per million", ...used, "Rounding", "Prices of"],
  rows: shown.map(({ id, cost }) => [
    groupName(comparison, id),
    cost.model,
    formatRange(cost),
    ...used.map((part) => formatNumber(cost.parts[part])),
    `${formatShare(cost.roundingShare)} %`,
    cost.pricesOf,
  ]),
})}
<ul class="muted">${notes.map((note) => html`<li>${note}</li>`)}</ul>`,
  };
}

function formatRange({ perMillion: { low, high } }: Bill): string {
  return low === high ? `$${formatNumber(low)}` : `$${formatNumber(low)}–${formatNumber(high)}`;
}
