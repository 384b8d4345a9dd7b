import type { CheckOutcome, GateOutcome } from "../../compare/gate-types.ts";
import type { Comparison, Ratio } from "../../compare/types.ts";
import { formatEstimate, formatNumber, formatShare, plural } from "../../output/format.ts";
import type { Verdict } from "../../statistics/verdict.ts";
import { type Html, html, linkTo } from "../html.ts";
import { shorten } from "../plain-text.ts";
import { table } from "../table.ts";
import { groupName, LONGEST_NAME, type Section, type View } from "../view.ts";

const WORDS: Readonly<Record<Verdict, string>> = { pass: "Pass", fail: "Fail", inconclusive: "Inconclusive" };
const SIGNS: Readonly<Record<Verdict, string>> = { pass: "✓", fail: "✗", inconclusive: "?" };

/** The answer first: the gate's, or else what the ratios say. */
export function verdictSection({ comparison }: View): Section {
  const { gate } = comparison;
  return {
    id: "verdict",
    title: "Verdict",
    content: [
      gate === undefined ? withoutGate(comparison) : [gateLine(gate), reasons(gate)],
      doubts(comparison),
      gate && checksTable(gate, comparison),
    ],
  };
}

/** What to know before the answer is believed. */
function doubts({ threats }: Comparison): Html | undefined {
  if (threats.length === 0) return undefined;
  const local = threats.filter(({ kind }) => kind === "local").map(({ text }) => html`<p>${text}</p>`);
  return html`${local}<p>What speaks against it: ${linkTo("threats", plural(threats.length, "threat"))} to its validity.</p>`;
}

function gateLine({ verdict, checks, file }: GateOutcome): Html {
  const count = checks.filter((check) => check.verdict === verdict).length;
  const said = {
    pass: `all ${plural(checks.length, "check")} passed`,
    fail: `${count} of ${plural(checks.length, "check")} failed`,
    inconclusive: `${count} of ${plural(checks.length, "check")} cannot be decided with what was measured`,
  }[verdict];
  return html`<p class="verdict ${verdict}"><strong>${badge(verdict)}</strong> ${said}${file !== undefined && html` (${file})`}.</p>`;
}

function badge(verdict: Verdict): Html {
  return html`<span class="badge ${verdict}">${SIGNS[verdict]} ${WORDS[verdict]}</span>`;
}

/** Those that decided. */
function reasons({ checks, verdict }: GateOutcome): Html | undefined {
  if (verdict === "pass") return undefined;
  const deciding = checks.filter((check) => check.verdict === verdict);
  return html`<ul>${deciding.map(({ name, reason }) => html`<li><strong>${shorten(name, LONGEST_NAME)}</strong>: ${reason}</li>`)}</ul>`;
}

function checksTable({ checks }: GateOutcome, { level }: Comparison): Html {
  return table({
    name: "Checks of the gate",
    caption: `Checks of the gate. A check passes or fails only where the whole interval lies on one side of its limit; intervals are of ${level * 100} % together, by Holm's correction.`,
    head: ["Check", "Verdict", "Value", "Limit", "n", "Needs n", "Why"],
    rows: checks.map((check) => [
      shorten(check.name, LONGEST_NAME),
      badge(check.verdict),
      formatEstimate(check.value, (value) => formatIn(check.unit, value)),
      formatIn(check.unit, check.limit),
      check.n,
      check.minN,
      html`<span class="wide">${check.reason}</span>`,
    ]),
  });
}

function formatIn(unit: CheckOutcome["unit"], value: number): string {
  if (unit === "share") return `${formatShare(value)} %`;
  return { ratio: `×${formatNumber(value)}`, ms: `${formatNumber(value)} ms`, usd: `$${formatNumber(value)}` }[unit];
}

/** A sentence for each group: of warm invocations, by the client where there is one. */
function withoutGate(comparison: Comparison): Html {
  const { groups, ratios, baseline } = comparison;
  if (groups.length < 2) {
    return html`<p class="verdict"><strong>One group alone</strong>: there is nothing to compare it with. Name what tells groups apart with <code>--by</code>.</p>`;
  }
  const warm = groups.flatMap(({ id }) => {
    const own = ratios.filter((ratio) => ratio.group === id && ratio.temperature === "warm");
    return own.find(({ layer }) => layer === "client") ?? own.find(({ layer }) => layer === "function") ?? [];
  });
  const count = (word: string) => warm.filter((ratio) => compareWord(ratio) === word).length;
  const told = ["slower", "faster"].filter((word) => count(word) > 0).map((word) => `${count(word)} ${word}`);
  const unclear = groups.length - 1 - count("slower") - count("faster");
  const all = [...told, ...(unclear > 0 ? [`${unclear} not shown to differ`] : [])].join(", ");
  return html`<p class="verdict"><strong>Against ${shorten(baseline ?? "", LONGEST_NAME)}: ${all}.</strong> No gate was asked, so nothing passed or failed.</p>
<ul>${warm.map((ratio) => html`<li>${groupName(comparison, ratio.group)}: ${describeRatio(ratio)}</li>`)}</ul>`;
}

/** What an interval says: nothing where 1 lies in it. */
export function compareWord({ ratio: { interval } }: Ratio): "slower" | "faster" | "no difference shown" | "not known" {
  if (interval === undefined) return "not known";
  if (interval.low > 1) return "slower";
  return interval.high < 1 ? "faster" : "no difference shown";
}

function describeRatio(ratio: Ratio): string {
  const seen = ratio.layer === "client" ? "seen by the client" : "in the function";
  const n = `n ${ratio.n} and ${ratio.baselineN}`;
  const word = compareWord(ratio);
  if (word === "not known") return `how it compares is not known: ${formatEstimate(ratio.ratio)} (${n}).`;
  const times = `${formatEstimate(ratio.ratio)} times the baseline's duration`;
  return `${word}: its warm invocations take ${times}, ${seen} (${n}).`;
}
