import type { ThreatKind } from "../../compare/threat-types.ts";
import { html } from "../html.ts";
import type { Section, View } from "../view.ts";

const TITLES: Readonly<Record<ThreatKind, string>> = {
  clock: "Clocks",
  driver: "Driver",
  drift: "Drift",
  "few-instances": "Few instances",
  "few-samples": "Few samples",
  local: "On one machine",
  "mixed-group": "Mixed group",
  "old-prices": "Old prices",
  "partial-telemetry": "Partial telemetry",
  sampled: "A part was read",
  sequential: "One after the other",
  "shared-instances": "Shared instances",
  "unequal-memory": "Unequal memory",
  "unequal-regions": "Unequal regions",
  unmatched: "Missing telemetry",
  "many-errors": "Many errors",
};

/** What may make the numbers mean less than they seem to. */
export function threatsSection({ comparison }: View): Section {
  const { threats } = comparison;
  const kinds = [...new Set(threats.map(({ kind }) => kind))];
  const items = kinds.map((kind) => {
    const texts = threats.filter((threat) => threat.kind === kind).map(({ text }) => html`<dd>${text}</dd>`);
    return html`<div><dt>${TITLES[kind] ?? kind}</dt>${texts}</div>`;
  });
  return {
    id: "threats",
    title: "Threats to validity",
    content:
      threats.length === 0
        ? html`<p>None of those that can be seen in the telemetry. Whether regions, code and load were the same, it cannot say.</p>`
        : html`<p>Found in the data itself. Read them before you quote a number of this page.</p><dl class="threats">${items}</dl>`,
  };
}
