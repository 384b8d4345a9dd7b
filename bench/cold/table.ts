import { formatDifference, formatNumber, formatRows } from "../measure/markdown.ts";
import { FORMATS, LAYOUTS } from "../peers/peer.ts";
import type { ColdFigures } from "./figures.ts";

const TITLES = { bundle: "One file", installed: "As installed", cjs: "CommonJS", esm: "ES modules" };
const HEAD = [
  "",
  "Init",
  "First response",
  "Hold",
  "Δ init",
  "Δ response",
  "**Δ init + response**",
  "95 %",
  "Δ with hold",
  "Δ CPU",
  "Δ peak MiB",
  "Files",
  "Spans, points, records",
];

/** The figures as Markdown: a table for each layout and format, the cheapest first; times in milliseconds. */
export function formatTables(figures: readonly ColdFigures[]): string {
  const tables = LAYOUTS.flatMap((layout) =>
    FORMATS.map((format) => {
      const ofOne = figures.filter((one) => one.layout === layout && one.format === format);
      if (ofOne.length === 0) return "";
      const rows = ofOne.toSorted((a, b) => a.over.waitMillis - b.over.waitMillis).map(describeRow);
      return `${TITLES[layout]}, ${TITLES[format]}:\n\n${formatRows(HEAD, rows)}\n`;
    }),
  );
  return `${tables.join("")}${describeNotes(figures)}`;
}

function describeRow({ title, isOtlp, initMillis, responseMillis, holdMillis, over, look }: ColdFigures): string[] {
  return [
    title,
    formatNumber(initMillis),
    formatNumber(responseMillis),
    formatNumber(holdMillis),
    formatDifference(over.initMillis),
    formatDifference(over.responseMillis),
    `**${formatDifference(over.waitMillis)}**`,
    over.waitMillisInterval.map((end) => formatDifference(end)).join(" to "),
    formatDifference(over.billedMillis),
    formatDifference(over.cpuMillis),
    formatDifference(over.peakMegabytes),
    formatNumber(look.files, 0),
    isOtlp ? [look.spans, look.points, look.records].join(", ") : "–",
  ];
}

function describeNotes(figures: readonly ColdFigures[]): string {
  const notes = figures.flatMap(({ title, note }) => (note === undefined ? [] : [`- ${title}: ${note}\n`]));
  return [...new Set(notes)].join("");
}
