import { createHash } from "node:crypto";
import type { Comparison } from "../compare/types.ts";
import { plural } from "../output/format.ts";
import type { StoredTrace } from "../store/types.ts";
import { PATTERNS } from "./charts/patterns.ts";
import { type Html, html, linkTo, styleElement } from "./html.ts";
import { shorten } from "./plain-text.ts";
import { breakdownSection } from "./sections/breakdown.ts";
import { coldStartsSection } from "./sections/cold-starts.ts";
import { costsSection } from "./sections/costs.ts";
import { groupsSection } from "./sections/groups.ts";
import { invocationsSection } from "./sections/invocations.ts";
import { latencySection } from "./sections/latency.ts";
import { methodSection } from "./sections/method.ts";
import { ratiosSection } from "./sections/ratios.ts";
import { threatsSection } from "./sections/threats.ts";
import { verdictSection } from "./sections/verdict.ts";
import { STYLE } from "./style.ts";
import { formatTime } from "./time.ts";
import { LONGEST_NAME, type Section, type View } from "./view.ts";

/** From the answer to how it came about. */
const SECTIONS: readonly ((view: View) => Section | undefined)[] = [
  verdictSection,
  groupsSection,
  ratiosSection,
  latencySection,
  coldStartsSection,
  breakdownSection,
  costsSection,
  invocationsSection,
  threatsSection,
  methodSection,
];

/**
 * A comparison as one HTML file that needs nothing else: no script, no font, no request. Telemetry is text in it, whatever
 * it contains.
 *
 * @param traces by trace id, from `readTraces`; an invocation without one says so
 */
export function renderReport(comparison: Comparison, traces: ReadonlyMap<string, StoredTrace> = new Map()): string {
  const sections = SECTIONS.map((write) => write({ comparison, traces })).filter((section) => section !== undefined);
  const names = comparison.groups.map(({ id }) => shorten(id, LONGEST_NAME));
  const title = names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Isobar">
${html`<title>Isobar: ${title}</title>`}
<link rel="icon" href="data:,">
${styleElement(STYLE)}
</head>
${body(comparison, title, sections)}
</html>
`;
}

/** Nothing is loaded and nothing runs, even if some of it were markup after all; the one style sheet is known by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; img-src data:; base-uri 'none'; form-action 'none'`;

function body(comparison: Comparison, title: string, sections: readonly Section[]): Html {
  return html`<body>
${PATTERNS}
<header><h1>${title} <span class="muted">compared</span></h1>
<p class="muted">${describe(comparison)}</p>
<nav aria-label="Sections"><ul>${sections.map(({ id, title: name }) => html`<li>${linkTo(id, name)}</li>`)}</ul></nav></header>
<main>${sections.map(
    ({ id, title: name, content }) => html`<section aria-labelledby="${id}"><h2 id="${id}" tabindex="-1">${name}</h2>
${content}</section>
`,
  )}</main>
<footer class="muted">Made by Isobar, ${formatTime(Date.parse(comparison.createdAt))}. This file loads nothing and runs nothing.</footer>
</body>`;
}

function describe({ reading, by, where, groups, sources }: Comparison): string {
  const narrowed = Object.entries(where ?? {}).map(([name, value]) => `, ${name} ${value}`);
  const from = shorten(sources.map(({ name }) => name).join(", "), 200);
  const partial = reading.partial ? " (partial)" : "";
  return `${plural(reading.invocations, "invocation")}${narrowed.join("")} in ${plural(groups.length, "group")} by ${by.join(", ")}, of ${plural(reading.spans, "span")}${partial} from ${from}`;
}
