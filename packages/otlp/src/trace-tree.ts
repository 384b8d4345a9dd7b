import type { Span } from "./model.ts";

/** A span with the spans that it caused, by start time. */
export interface SpanNode {
  span: Span;
  children: SpanNode[];
}

/** The spans of one trace as a tree. */
export interface Trace {
  traceId: string;
  /** All of them, by start time. */
  spans: Span[];
  /** The earliest span without a parent; absent when it has not arrived. */
  root?: SpanNode;
  /**
   * The tops of whatever does not hang under `root`, by start time: spans whose parent has not arrived (that of a
   * caller who reports elsewhere, for example), further roots, and one span of every circle of parents.
   */
  orphans: SpanNode[];
}

/**
 * Groups spans by trace, in the order in which traces appear, and each trace as a tree. Every span is in it exactly
 * once; one that arrived twice is twice there, the second time without children.
 */
export function groupByTrace(spans: Iterable<Span>): Trace[] {
  const byTrace = new Map<string, Span[]>();
  for (const span of spans) {
    const known = byTrace.get(span.traceId);
    if (known === undefined) byTrace.set(span.traceId, [span]);
    else known.push(span);
  }
  return [...byTrace].map(([traceId, members]) => buildTrace(traceId, members));
}

function buildTrace(traceId: string, members: Span[]): Trace {
  const spans = members.toSorted((a, b) => compare(a.startTimeUnixNano, b.startTimeUnixNano));
  const nodes = spans.map((span): SpanNode => ({ span, children: [] }));
  const byId = new Map<string, SpanNode>();
  for (const node of nodes) if (!byId.has(node.span.spanId)) byId.set(node.span.spanId, node);

  const reached = new Set<SpanNode>();
  const tops: SpanNode[] = [];
  const parentOf = ({ span }: SpanNode) => (span.parentSpanId === undefined ? undefined : byId.get(span.parentSpanId));
  for (const node of nodes) {
    const parent = parentOf(node);
    if (parent === undefined) tops.push(node);
    else parent.children.push(node);
  }
  for (const top of tops) reach(top, reached);
  // What is left hangs on a circle of parents: cut it there.
  for (const node of nodes) {
    if (reached.has(node)) continue;
    const top = findCircle(node, parentOf);
    const siblings = parentOf(top)?.children;
    siblings?.splice(siblings.indexOf(top), 1);
    tops.push(top);
    reach(top, reached);
  }
  const root = tops.find((node) => node.span.parentSpanId === undefined);
  const orphans = tops
    .filter((node) => node !== root)
    .sort((a, b) => compare(a.span.startTimeUnixNano, b.span.startTimeUnixNano));
  return { traceId, spans, orphans, ...(root && { root }) };
}

/** Without recursion: a chain of calls may be longer than the stack. */
function reach(top: SpanNode, reached: Set<SpanNode>): void {
  const pending = [top];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    for (const child of node.children) pending.push(child);
  }
}

/** A member of the circle of parents that is above this node. */
function findCircle(start: SpanNode, parentOf: (node: SpanNode) => SpanNode | undefined): SpanNode {
  const seen = new Set<SpanNode>();
  let node = start;
  for (let parent = parentOf(node); parent !== undefined && !seen.has(node); parent = parentOf(node)) {
    seen.add(node);
    node = parent;
  }
  return node;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
