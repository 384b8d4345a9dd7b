import type { Estimate } from "@isobar/compare";
import { formatRows } from "../measure/markdown.ts";
import type { PlatformFigures } from "./figures.ts";

const PLATFORM_NAMES = { aws: "AWS Lambda", gcp: "Google Cloud", azure: "Azure" };
const HEAD = [
  "Platform",
  "Proposed",
  "The same: failed / passed / inconclusive",
  "20 % slower: found / missed",
  "Twin, times the first, by run",
  "Slowed, times the first, by run",
];

/** The figures as a Markdown table. */
export function formatTable(figures: readonly PlatformFigures[]): string {
  return formatRows(
    HEAD,
    figures.map(({ platform, asked, comparisons, compared: { same, slowed }, twins, slowed: ratios }) => [
      PLATFORM_NAMES[platform],
      `n ${asked.n}, tolerance ${asked.tolerance}`,
      `${same.fail} / ${same.pass} / ${same.inconclusive}`,
      `${slowed.fail} / ${comparisons - slowed.fail}`,
      formatRatios(twins),
      formatRatios(ratios),
    ]),
  );
}

function formatRatios(ratios: readonly Estimate[]): string {
  return ratios.map(({ estimate }) => estimate.toFixed(3)).join(", ");
}
