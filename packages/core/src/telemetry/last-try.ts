import { diag } from "@opentelemetry/api";
import type { Signal } from "../config/otlp.ts";
import type { Rest, Unsent } from "../export-source.ts";
import { RECORDS } from "./losses.ts";
import { postNow } from "./otlp/post-now.ts";

const SIGNALS: readonly Signal[] = ["traces", "metrics", "logs"];

/**
 * Sends what is left while the process stands still.
 *
 * @returns what no backend has said yes to
 */
export function sendRest(rest: readonly Rest[], budgetMillis: number): Unsent[] {
  const postings = rest.flatMap(({ last }) => (last.kind === "posting" ? [last] : []));
  const answers = postNow(
    postings.map(({ request }) => request),
    budgetMillis,
  );
  return rest.map(({ signal, count, last }) => {
    const answer = last.kind === "posting" ? answers[postings.indexOf(last)] : undefined;
    const end = last.kind !== "posting" ? last : answer && last.readEnd(answer);
    return { signal, count: end?.kind === "sent" ? Math.min(end.rejected ?? 0, count ?? 0) : count };
  });
}

/**
 * Says on stderr what an instance takes with it, where alone it can still be counted.
 *
 * @returns says it, and again where it is another number later
 */
export function createUnsentWarning(): (unsent: readonly Unsent[]) => void {
  let said = "nothing";
  return (unsent) => {
    const bySignal = SIGNALS.flatMap((signal) => describe(signal, unsent) ?? []);
    const what = bySignal.length === 0 ? "nothing" : bySignal.join(", ");
    if (what === said) return;
    said = what;
    diag.warn(`isobar: the instance ends with telemetry to which no backend has said yes: ${what}`);
  };
}

/** What could not be counted makes the number unknown. */
function describe(signal: Signal, unsent: readonly Unsent[]): string | undefined {
  const counts = unsent.flatMap((each) => (each.signal === signal && each.count !== 0 ? [each.count] : []));
  if (counts.length === 0) return undefined;
  const isKnown = counts.every((count) => count !== undefined);
  return isKnown ? `${counts.reduce((sum, count) => sum + count, 0)} ${RECORDS[signal]}` : RECORDS[signal];
}
