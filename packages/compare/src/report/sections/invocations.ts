import type { InvocationReference } from "../../compare/types.ts";
import { formatNumber } from "../../output/format.ts";
import { type Html, html } from "../html.ts";
import { shorten } from "../plain-text.ts";
import { SHOWN_OF_GROUP, shownOf } from "../read-traces.ts";
import { formatTime } from "../time.ts";
import { groupName, LONGEST_NAME, type Section, type View } from "../view.ts";
import { waterfall } from "../waterfall.ts";

/** The slowest and the latest failed invocations, each with what happened in it. */
export function invocationsSection({ comparison, traces }: View): Section {
  const [failed, slowest] = [shownOf(comparison.failed), shownOf(comparison.slowest)];
  const list = (references: readonly InvocationReference[]) =>
    html`<ol class="invocations">${references.map((reference) => html`<li>${describe(reference, { comparison, traces })}</li>`)}</ol>`;
  return {
    id: "invocations",
    title: "Failed and slowest invocations",
    content: html`<h3>Failed</h3>
${failed.length === 0 ? html`<p>None failed, and none answered 5xx.</p>` : html`<p>The latest ${SHOWN_OF_GROUP} of each group at most. Each opens.</p>${list(failed)}`}
<h3>Slowest</h3>
${slowest.length === 0 ? html`<p>None has a duration.</p>` : html`<p>The ${SHOWN_OF_GROUP} slowest of each group at most, cold and failed ones among them. Each opens.</p>${list(slowest)}`}`,
  };
}

function describe(reference: InvocationReference, { comparison, traces }: View): Html {
  const { group, millis, at, temperature, traceId, invocationId, instance } = reference;
  const trace = traces.get(traceId);
  const ids = [
    ["trace", traceId],
    ["invocation", invocationId],
    ["instance", instance],
  ].filter(([, id]) => id !== undefined);
  return html`<details class="invocation"><summary>${groupName(comparison, group)} <span class="number">${formatNumber(millis)} ms</span> ${outcome(reference)}<span class="muted">${temperature}${reference.function !== undefined && html`, ${shorten(reference.function, LONGEST_NAME)}`}, ${formatTime(at)}</span></summary>
<p class="ids">${ids.map(([name, id]) => html`<span>${name} <code>${shorten(id ?? "", 200)}</code></span> `)}</p>
${trace === undefined ? html`<p>Its trace was not read.</p>` : waterfall(trace, reference)}</details>`;
}

function outcome({ timeout, errorType, httpStatus }: InvocationReference): Html | undefined {
  const told = timeout ? "timeout" : (errorType ?? (httpStatus === undefined ? undefined : String(httpStatus)));
  if (told === undefined) return undefined;
  const bad = timeout || errorType !== undefined || (httpStatus ?? 0) >= 500;
  return bad
    ? html`<span class="failed">✗ ${shorten(told, LONGEST_NAME)}</span> `
    : html`<span class="muted">${shorten(told, LONGEST_NAME)}</span> `;
}
