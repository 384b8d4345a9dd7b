import type { StoredLog, StoredSpan, StoredTrace } from "../store/types.ts";

/** A line of an invocation's trace: a span, or a log record inside of one. */
export type TraceRow =
  | { readonly kind: "span"; readonly depth: number; readonly span: StoredSpan }
  | { readonly kind: "log"; readonly depth: number; readonly log: StoredLog };

/** The invocation's span with all below it, and the log records of these spans, as they happened. */
export function traceRows({ spans, logs }: StoredTrace, spanId: string): TraceRow[] {
  const once = [...new Map(spans.map((span) => [span.spanId, span])).values()];
  const children = groupById(once, ({ parentSpanId = "" }) => parentSpanId);
  const logsOf = groupById(logs, (log) => log.spanId);
  const top = once.find((span) => span.spanId === spanId);
  if (top === undefined) return logs.map((log) => ({ kind: "log", depth: 0, log }));
  const rows: TraceRow[] = [];
  const seen = new Set<StoredSpan>();
  // Without recursion, and each once: a chain may be longer than the stack, and parents may form a circle.
  const pending: TraceRow[] = [{ kind: "span", depth: 0, span: top }];
  for (let row = pending.pop(); row !== undefined; row = pending.pop()) {
    if (row.kind === "span") {
      if (seen.has(row.span)) continue;
      seen.add(row.span);
      pending.push(...inside(row.span, row.depth + 1, children, logsOf));
    }
    rows.push(row);
  }
  return rows;
}

/** What a span contains, the latest first: so the earliest is taken from the end. */
function inside(
  { spanId }: StoredSpan,
  depth: number,
  children: ReadonlyMap<string, readonly StoredSpan[]>,
  logs: ReadonlyMap<string, readonly StoredLog[]>,
): TraceRow[] {
  const rows: TraceRow[] = [
    ...(children.get(spanId) ?? []).map((span) => ({ kind: "span", depth, span }) as const),
    ...(logs.get(spanId) ?? []).map((log) => ({ kind: "log", depth, log }) as const),
  ];
  return rows.sort((a, b) => (timeOf(b) > timeOf(a) ? 1 : timeOf(b) < timeOf(a) ? -1 : 0));
}

function timeOf(row: TraceRow): bigint {
  return row.kind === "span" ? row.span.startUnixNano : row.log.unixNano;
}

function groupById<Item>(items: readonly Item[], idOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(idOf(item));
    if (group === undefined) groups.set(idOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
