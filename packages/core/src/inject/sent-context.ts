import { context, isSpanContextValid, propagation, trace } from "@opentelemetry/api";

/** A name and its value. */
export type Entry = readonly [name: string, value: string];

/** The context that a message is to carry. */
export interface SentContext {
  /** The most important first. What is in one part is written together, or not at all. */
  readonly parts: readonly (readonly Entry[])[];
  /** Tells the user, once, what a message of this system goes without. */
  readonly leaveOut: (names: string, reason: string) => void;
}

/** Where X-Ray's header is written: some systems have a place of their own for it. */
export const XRAY_NAME = "x-amzn-trace-id";

/** What comes after all others, because it says nothing without a span, and is missed the less. */
const LESS_IMPORTANT: readonly string[] = ["tracestate", "baggage"];

/** The current context in the form of the configured propagators; undefined where no span is active. */
export function readSentContext(leaveOut: SentContext["leaveOut"]): SentContext | undefined {
  const active = context.active();
  const span = trace.getSpanContext(active);
  if (span === undefined || !isSpanContextValid(span)) return undefined;
  const carrier: Record<string, unknown> = {};
  propagation.inject(active, carrier);
  const parts = new Map<string, Entry[]>();
  for (const [name, value] of Object.entries(carrier)) {
    if (typeof value !== "string" || value === "") continue;
    // B3 in several headers is one context.
    const part = name.startsWith("x-b3-") ? "x-b3" : name;
    parts.set(part, [...(parts.get(part) ?? []), [name, value]]);
  }
  const ordered = [...parts].sort(([a], [b]) => LESS_IMPORTANT.indexOf(a) - LESS_IMPORTANT.indexOf(b));
  return ordered.length === 0 ? undefined : { parts: ordered.map(([, part]) => part), leaveOut };
}

/** X-Ray's header, and the context without it. */
export function splitXray(sent: SentContext): { readonly xray: string | undefined; readonly rest: SentContext } {
  const isXray = ([entry]: readonly Entry[]): boolean => entry?.[0] === XRAY_NAME;
  return {
    xray: sent.parts.find(isXray)?.[0]?.[1],
    rest: { ...sent, parts: sent.parts.filter((part) => !isXray(part)) },
  };
}
