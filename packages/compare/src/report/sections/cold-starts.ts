import type { Group } from "../../compare/types.ts";
import { formatEstimate, formatShift, plural } from "../../output/format.ts";
import { strip } from "../charts/strip.ts";
import { html } from "../html.ts";
import { groupName, type Section, seriesOf, type View } from "../view.ts";

/** Each cold start on its own: there are few. */
export function coldStartsSection({ comparison }: View): Section | undefined {
  const shown = comparison.groups.filter(({ coldStarts }) => coldStarts.length > 0);
  if (shown.length === 0) return undefined;
  const rows = shown.map(({ id, coldStarts, duration }) => ({
    series: seriesOf(comparison, id),
    name: id,
    millis: coldStarts.map(({ millis }) => millis),
    median: duration.cold?.p50,
    text: duration.cold === undefined ? plural(coldStarts.length, "start") : `p50 ${formatEstimate(duration.cold.p50)}`,
  }));
  const overheads = shown.filter(({ coldOverhead }) => coldOverhead !== undefined);
  return {
    id: "cold-starts",
    title: "Cold starts",
    content: html`<p>Every mark is the duration of one invocation that met a cold start, in the function: to the right the longer, downwards the later. The line is the median, the band its interval, where there are enough.</p>
${strip(rows, {
  id: "strip",
  title: "Durations of cold invocations",
  description: rows
    .map(({ name, millis, text }) => `${name}: ${plural(millis.length, "cold start")}, ${text}`)
    .join("; "),
})}
${
  overheads.length > 0 &&
  html`<p>How much longer a cold start takes than a warm invocation:</p>
<ul>${overheads.map(({ id, coldOverhead }) => html`<li>${groupName(comparison, id)}: ${describeOverhead(coldOverhead)}, ${coldOverhead?.layer === "client" ? "seen by the client" : "in the function; what comes before the handler only a client sees"}.</li>`)}</ul>`
}`,
  };
}

function describeOverhead(overhead: Group["coldOverhead"]): string {
  const text = formatEstimate(overhead, formatShift);
  return overhead?.interval === undefined ? text : `${text} ms`;
}
