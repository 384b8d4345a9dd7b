import { formatDifference, formatNumber, formatRows } from "../measure/markdown.ts";
import type { Spread, WarmFigures } from "./figures.ts";
import type { BackendName } from "./options.ts";

const TITLES: Readonly<Record<BackendName, string>> = {
  0: "A backend that answers at once",
  20: "A backend that answers after 20 ms",
  100: "A backend that answers after 100 ms",
  refuses: "A backend that refuses connections",
  never: "A backend that never answers",
};
const HEAD = [
  "",
  "Invocations",
  "Response p50 / p99",
  "**Δ p50**",
  "95 %",
  "Hold p50 / p99",
  "Δ CPU each",
  "Requests each",
  "Bytes each",
];
const DIGITS = 2;

/** The figures as Markdown: a table for each backend, the cheapest first; times in milliseconds. */
export function formatTables(figures: readonly WarmFigures[]): string {
  const tables = [...Map.groupBy(figures, ({ backend }) => backend)].map(([backend, ofOne]) => {
    const rows = ofOne.toSorted((a, b) => a.over.responseMillis - b.over.responseMillis).map(describeRow);
    return `${TITLES[backend]}:\n\n${formatRows(HEAD, rows)}\n`;
  });
  const notes = figures.flatMap(({ title, note }) => (note === undefined ? [] : [`- ${title}: ${note}\n`]));
  return `${tables.join("")}${[...new Set(notes)].join("")}`;
}

function describeRow(one: WarmFigures): string[] {
  return [
    one.title,
    String(one.invocations),
    formatSpread(one.response),
    `**${formatDifference(one.over.responseMillis, DIGITS)}**`,
    one.over.responseMillisInterval.map((end) => formatDifference(end, DIGITS)).join(" to "),
    formatSpread(one.hold),
    formatDifference(one.over.cpuMillis, DIGITS),
    formatNumber(one.requestsEach, DIGITS),
    formatNumber(one.bytesEach, 0),
  ];
}

function formatSpread(spread: Spread | undefined): string {
  return spread === undefined ? "–" : `${formatNumber(spread.p50, DIGITS)} / ${formatNumber(spread.p99, DIGITS)}`;
}
