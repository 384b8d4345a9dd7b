import type { Comparison, Ratio } from "../../compare/types.ts";
import { formatEstimate, formatShare } from "../../output/format.ts";
import { forest } from "../charts/forest.ts";
import { html } from "../html.ts";
import { shorten } from "../plain-text.ts";
import { table } from "../table.ts";
import { groupName, LONGEST_NAME, type Section, seriesOf, type View } from "../view.ts";
import { compareWord } from "./verdict.ts";

/** What is shown as tolerated where no gate says what is. */
const USUAL_LIMIT = 1.05;

/** How many times as long each group takes as the baseline. */
export function ratiosSection({ comparison }: View): Section | undefined {
  const { ratios, baseline = "", level } = comparison;
  if (ratios.length === 0) return undefined;
  const rows = ratios.map((ratio) => ({
    series: seriesOf(comparison, ratio.group),
    name: ratio.group,
    detail: `${ratio.temperature}, ${describeLayer(ratio)}`,
    estimate: ratio.ratio.estimate,
    interval: ratio.ratio.interval,
    limit: limitOf(ratio, comparison) ?? USUAL_LIMIT,
    text: formatEstimate(ratio.ratio),
  }));
  const judged = ratios.some((ratio) => limitOf(ratio, comparison) !== undefined);
  const band = judged
    ? "what the gate tolerates, and ±5 % where it has no check"
    : "±5 %, as no gate says what is tolerated";
  const name = shorten(baseline, LONGEST_NAME);
  return {
    id: "ratios",
    title: `Durations, times those of ${name}`,
    content: html`<p>Each line is a ${level * 100} % interval of the ratio, its mark the estimate. Right of ×1 a group is slower than ${name}, left of it faster; an interval that contains ×1 shows no difference. The band is ${band}.</p>
${forest(rows, {
  id: "forest",
  title: `Durations compared with ${name}`,
  description: rows.map((row) => `${row.name}, ${row.detail}: ${row.text}`).join("; "),
})}
${table({
  name: "Ratios",
  caption: `Ratios of durations to those of ${name}. “Slower in”: the share of pairs, one invocation of each, in which the group's is the slower one; 50 % is no difference.`,
  head: ["Group", "Of", "Times the baseline", "", "Slower in", "n", "Baseline's n", "Independent"],
  rows: ratios.map((ratio) => [
    groupName(comparison, ratio.group),
    `${ratio.temperature}, ${describeLayer(ratio)}`,
    formatEstimate(ratio.ratio),
    compareWord(ratio),
    ratio.slower === undefined ? "–" : `${formatShare(ratio.slower)} %`,
    ratio.n,
    ratio.baselineN,
    ratio.clustered ? "instances" : "invocations",
  ]),
})}`,
  };
}

function describeLayer({ layer }: Ratio): string {
  return layer === "client" ? "seen by the client" : "in the function";
}

/** What the gate tolerates of the very durations that a ratio is of. */
function limitOf({ group, baseline, layer, temperature }: Ratio, { gate }: Comparison): number | undefined {
  const check = gate?.checks.find(
    (own) =>
      own.metric.endsWith("ratio") &&
      own.group === group &&
      own.baseline === baseline &&
      own.layer === layer &&
      own.start === temperature,
  );
  return check === undefined || check.limit < 1 ? undefined : check.limit;
}
