import type { InvocationReference } from "../compare/types.ts";
import { formatNumber, plural } from "../output/format.ts";
import type { StoredLog, StoredSpan, StoredTrace } from "../store/types.ts";
import { box, line } from "./charts/svg.ts";
import { type Content, type Html, html } from "./html.ts";
import { shorten } from "./plain-text.ts";
import { traceRows } from "./trace-rows.ts";
import { LONGEST_NAME } from "./view.ts";

/** A longer trace is cut: the report stays a page. */
const MOST_ROWS = 150;
const MOST_ATTRIBUTES = 60;
const LONGEST_TEXT = 2000;
const DEEPEST = 12;
const BAR_WIDTH = 240;

/** An invocation's spans under each other as they lie in time, with their log records between them. */
export function waterfall(trace: StoredTrace, reference: InvocationReference): Content {
  const rows = traceRows(trace, reference.spanId);
  const root = trace.spans.find(({ spanId }) => spanId === reference.spanId);
  if (rows.length === 0) return html`<p>Neither spans nor log records of its trace are in the telemetry.</p>`;
  const [first, last] = extentOf(rows.flatMap((row) => (row.kind === "span" ? [row.span] : [])));
  const shown = rows.slice(0, MOST_ROWS);
  const written = shown.map((row) => {
    const depth = Math.min(row.depth, DEEPEST);
    return row.kind === "span" ? spanRow(row.span, depth, first, last) : logRow(row.log, depth, first, last);
  });
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Spans and log records of the invocation, table"><table class="waterfall">
<caption>Spans and log records, in order; times are milliseconds since its start.</caption>
<thead><tr><th scope="col">Span or log record</th><th scope="col">At</th><th scope="col">Takes</th><th scope="col"><span class="hidden">When</span></th></tr></thead>
<tbody>${written}</tbody></table></div>
${rows.length > shown.length && html`<p>${plural(rows.length - shown.length, "more row")} left out.</p>`}
${root !== undefined && [attributes("Attributes", root.attributes), attributes("Resource", root.resourceAttributes)]}`;
}

function spanRow(span: StoredSpan, depth: number, first: bigint, last: bigint): Html {
  const failed = span.status === "error";
  const type = span.attributes["error.type"] ?? "error";
  const state = failed
    ? html` <span class="failed">✗ ${shorten(type, LONGEST_NAME)}</span>${span.statusMessage !== "" && html` <span class="muted">${shorten(span.statusMessage, 300)}</span>`}`
    : undefined;
  const events = span.events.map(
    (event) =>
      html`<tr class="log"><th scope="row"><span class="depth d${depth + 1}">${shorten(event.name, LONGEST_NAME)} ${exceptionOf(event.attributes)}</span></th><td>${since(event.unixNano, first)}</td><td></td><td>${tick(event.unixNano, first, last)}</td></tr>`,
  );
  return html`<tr><th scope="row"><span class="depth d${depth}">${shorten(span.name, LONGEST_NAME)}${state}</span></th><td>${since(span.startUnixNano, first)}</td><td>${millis(span.durationNano)}</td><td>${bar(span, first, last)}</td></tr>${events}`;
}

function logRow(log: StoredLog, depth: number, first: bigint, last: bigint): Html {
  const bad = log.severityNumber >= 17;
  const level = log.severityText || "log";
  const text = log.body === "" ? log.eventName : log.body;
  return html`<tr class="log"><th scope="row"><span class="depth d${depth}"><span class="${bad ? "level failed" : "level"}">${shorten(level, 20)}</span> ${shorten(text, LONGEST_TEXT)} ${exceptionOf(log.attributes)}</span></th><td>${since(log.unixNano, first)}</td><td></td><td>${tick(log.unixNano, first, last)}</td></tr>`;
}

function exceptionOf(own: Readonly<Record<string, string>>): Content {
  const type = own["exception.type"] ?? "";
  const message = own["exception.message"] ?? "";
  const stack = own["exception.stacktrace"] ?? "";
  if (type === "" && message === "") return undefined;
  const said = html`<span class="failed">${shorten([type, message].filter((text) => text !== "").join(": "), 500)}</span>`;
  if (stack === "") return said;
  return html`${said}<details><summary>Stack</summary><pre tabindex="0">${shorten(stack, 8000)}</pre></details>`;
}

function attributes(title: string, own: Readonly<Record<string, string>>): Content {
  const entries = Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const shown = entries.slice(0, MOST_ATTRIBUTES);
  return html`<details><summary>${title} (${entries.length})</summary><dl class="attributes">${shown.map(([name, value]) => html`<div><dt>${shorten(name, LONGEST_NAME)}</dt><dd>${shorten(value, LONGEST_TEXT)}</dd></div>`)}</dl></details>`;
}

function bar(span: StoredSpan, first: bigint, last: bigint): Html {
  const from = place(span.startUnixNano, first, last);
  const width = Math.max(2, place(span.startUnixNano + span.durationNano, first, last) - from);
  const name = span.status === "error" ? "span failed-span" : "span";
  return html`<svg class="timeline" aria-hidden="true" viewBox="0 0 ${BAR_WIDTH} 14" width="${BAR_WIDTH}" height="14">${line(0, 7, BAR_WIDTH, 7, "grid")}${box(Math.min(from, BAR_WIDTH - 2), 2, width, 10, name)}</svg>`;
}

function tick(unixNano: bigint, first: bigint, last: bigint): Html {
  const at = Math.min(BAR_WIDTH - 1, Math.max(1, place(unixNano, first, last)));
  return html`<svg class="timeline" aria-hidden="true" viewBox="0 0 ${BAR_WIDTH} 14" width="${BAR_WIDTH}" height="14">${line(at, 2, at, 12, "whisker")}</svg>`;
}

function extentOf(spans: readonly StoredSpan[]): [first: bigint, last: bigint] {
  let [first, last] = [spans[0]?.startUnixNano ?? 0n, 0n];
  for (const { startUnixNano, durationNano } of spans) {
    const end = startUnixNano + durationNano;
    if (startUnixNano < first) first = startUnixNano;
    if (end > last) last = end;
  }
  return [first, last];
}

function place(unixNano: bigint, first: bigint, last: bigint): number {
  return last === first ? 0 : (Number(unixNano - first) / Number(last - first)) * BAR_WIDTH;
}

function millis(nanos: bigint): string {
  return formatNumber(Number(nanos) / 1e6);
}

function since(unixNano: bigint, first: bigint): string {
  return unixNano === first ? "0" : millis(unixNano - first);
}
