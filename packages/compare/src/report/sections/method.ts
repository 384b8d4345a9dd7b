import type { Calibration, Comparison } from "../../compare/types.ts";
import { formatShare, plural } from "../../output/format.ts";
import { type Html, html } from "../html.ts";
import { shorten } from "../plain-text.ts";
import { table } from "../table.ts";
import { groupName, type Section, type View } from "../view.ts";

/** What of a run is worth telling; the rest is in its `run.json`. */
const RUN_FACTS = ["pattern", "seed", "startedAt", "ended", "late", "usd", "git", "driver"];

/** How the numbers came about, and how to get them again. */
export function methodSection({ comparison }: View): Section {
  const { reproduce, calibration = [] } = comparison;
  return {
    id: "method",
    title: "Method",
    content: html`${reproduce.command !== undefined && html`<p>The same numbers again:</p><pre tabindex="0" class="command"><code>${reproduce.command}</code></pre>`}
<ul>${reproduce.method.map((sentence) => html`<li>${sentence}</li>`)}</ul>
${readTable(comparison)}${sourcesTable(comparison)}${calibration.length > 0 && calibrationTable(comparison, calibration)}`,
  };
}

function readTable({ reading }: Comparison): Html {
  const sdks = Object.entries(reading.sdks).map(
    ([sdk, count]) => `${shorten(sdk, 80)} (${plural(count, "invocation")})`,
  );
  return table({
    name: "What was read",
    caption: "What was read, and what was not.",
    head: ["", "Count"],
    rows: [
      ["spans", reading.spans],
      ["invocations, each once", reading.invocations],
      ["other spans", reading.otherSpans],
      ["came more than once", reading.duplicates],
      ["with impossible times", reading.badClocks],
      ["lines that could not be read", reading.brokenLines],
      ["made by", sdks.join(", ")],
    ],
  });
}

function sourcesTable({ sources }: Comparison): Html {
  return table({
    name: "Sources",
    caption: "Where the telemetry is from.",
    head: ["Source", "Kind", "Run"],
    rows: sources.map(({ name, kind, run }) => [
      shorten(name, 300),
      kind,
      html`<span class="wide">${describeRun(run)}</span>`,
    ]),
  });
}

function describeRun(run: Readonly<Record<string, unknown>> | undefined): string {
  const told = RUN_FACTS.filter((name) => run?.[name] !== undefined).map(
    (name) => `${name} ${describeFact(run?.[name])}`,
  );
  return told.length === 0 ? "–" : told.join(", ");
}

function describeFact(value: unknown): string {
  if (typeof value !== "object" || value === null) return shorten(String(value), 120);
  const members = Object.entries(value).map(([name, member]) => `${name} ${shorten(String(member), 60)}`);
  return `(${members.join(", ")})`;
}

function calibrationTable(comparison: Comparison, calibration: readonly Calibration[]): Html {
  const [first] = calibration;
  const usual = formatShare(first?.usualTolerance ?? 0);
  const slower = formatShare(first?.slowdown ?? 0);
  return table({
    name: "Calibration",
    caption: `Each group against itself, split in two at random: what a gate on warm durations can tell apart here. False alarms are failures of a gate that tolerates ${usual} %, though nothing differs. What is tolerated lets the same pass in 98 of 100, and what is found fails as often.`,
    head: [
      "Group",
      "Of",
      "Splits",
      "n of each half",
      "False alarms",
      "Tolerance it takes",
      "Which finds",
      `n for ${usual} %`,
      `n to find ${slower} %`,
    ],
    rows: calibration.map((own) => [
      groupName(comparison, own.group),
      own.layer,
      own.splits,
      own.n,
      `${formatShare(own.falseAlarms)} %`,
      `${formatShare(own.tolerance)} %`,
      `${formatShare(own.finds)} %`,
      own.nForUsual,
      `${own.nForSlowdown}, tolerating ${formatShare(own.slowdownTolerance)} %`,
    ]),
  });
}
