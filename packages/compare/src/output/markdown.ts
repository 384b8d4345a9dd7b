import type { Comparison } from "../compare/types.ts";
import { usedColumns } from "./columns.ts";
import { formatEstimate, plural } from "./format.ts";

/** A comment on a pull request may have 65,536 characters; a longer one is refused as a whole. */
const MOST_BYTES = 64 * 1024 - 1;

const ICONS = { pass: "✅", fail: "❌", inconclusive: "⚠️" } as const;

/** A comparison for a pull request or a job's summary: less than 64 KiB, whatever there is to say. */
export function renderMarkdown(comparison: Comparison): string {
  const parts = [
    ...renderHead(comparison),
    renderGroups(comparison),
    ...renderRatios(comparison),
    ...renderThreats(comparison),
  ];
  const { command } = comparison.reproduce;
  if (command !== undefined) parts.push(`Again: ${code(command)}`);
  let text = "";
  for (const part of parts) {
    const longer = text === "" ? part : `${text}\n\n${part}`;
    if (Buffer.byteLength(longer) > MOST_BYTES - 200) {
      return `${text}\n\n_The rest is left out: it would be longer than 64 KiB. \`--json\` has all of it._\n`.trimStart();
    }
    text = longer;
  }
  return `${text}\n`;
}

function renderHead({ gate, reading, by, groups }: Comparison): string[] {
  const of = `${plural(reading.invocations, "invocation")} in ${plural(groups.length, "group")} by ${by.map(code).join(", ")}`;
  if (gate === undefined) return [`### Comparison\n\n${of}`];
  const rows = gate.checks.map(
    ({ name, verdict, reason }) => `| ${ICONS[verdict]} ${verdict} | ${cell(name)} | ${cell(reason)} |`,
  );
  return [
    `### ${ICONS[gate.verdict]} Gate: ${gate.verdict}\n\n${of}`,
    ["| Verdict | Check | Why |", "| --- | --- | --- |", ...rows].join("\n"),
  ];
}

function renderGroups({ groups }: Comparison): string {
  const columns = usedColumns(groups);
  const head = ["Group", ...columns.map(({ title }) => title)];
  const rows = groups.map((group) => [group.id, ...columns.map(({ cell }) => cell(group) ?? "–")]);
  return [head, head.map((_, index) => (index === 0 ? "---" : "---:")), ...rows]
    .map((row) => `| ${row.map(cell).join(" | ")} |`)
    .join("\n");
}

function renderRatios({ ratios }: Comparison): string[] {
  if (ratios.length === 0) return [];
  const rows = ratios.map(({ group, baseline, temperature, layer, ratio, n, baselineN }) =>
    [`${group} / ${baseline}`, `${temperature}, ${layer}`, formatEstimate(ratio), `${n}, ${baselineN}`]
      .map(cell)
      .join(" | "),
  );
  return [
    [
      "| Durations | of | times the baseline's | n |",
      "| --- | --- | ---: | ---: |",
      ...rows.map((row) => `| ${row} |`),
    ].join("\n"),
  ];
}

function renderThreats({ threats }: Comparison): string[] {
  if (threats.length === 0) return [];
  const items = threats.map(({ text }) => `- ${escapeMarkdown(text)}`);
  return [
    `<details><summary>${plural(threats.length, "threat")} to validity</summary>\n\n${items.join("\n")}\n\n</details>`,
  ];
}

/** Names come from telemetry: they must not become markup, nor mention anybody. */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, " ")
    .replaceAll(/[\\`*_{}[\]<>|#]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll("@", "&#64;");
}

function cell(text: string): string {
  return escapeMarkdown(text);
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll(/[\r\n]+/g, " ")}\``;
}
