import type { Comparison, InvocationReference } from "../compare/types.ts";
import type { StoredTrace } from "../store/types.ts";

/** Of each group, of the slowest and of the failed ones. */
export const SHOWN_OF_GROUP = 5;
/** Of all groups together: each trace is a look through the whole store. */
const MOST_TRACES = 60;

/** The invocations that are shown one by one: the first of each group, each list in its order. */
export function shownOf(references: readonly InvocationReference[]): InvocationReference[] {
  const counts = new Map<string, number>();
  return references.filter(({ group }) => {
    const count = (counts.get(group) ?? 0) + 1;
    counts.set(group, count);
    return count <= SHOWN_OF_GROUP;
  });
}

/** Asks for the traces of the invocations that a report shows. */
export async function readTraces(
  { slowest, failed }: Pick<Comparison, "slowest" | "failed">,
  sources: { trace(traceId: string): Promise<StoredTrace> },
): Promise<Map<string, StoredTrace>> {
  const ids = new Set([...shownOf(failed), ...shownOf(slowest)].map(({ traceId }) => traceId));
  const traces = new Map<string, StoredTrace>();
  for (const id of [...ids].slice(0, MOST_TRACES)) traces.set(id, await sources.trace(id));
  return traces;
}
