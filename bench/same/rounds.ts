import { FUNCTIONS, type FunctionName } from "./targets.ts";

/** One invocation of a function. */
export interface Invocation {
  readonly millis: number;
  readonly instance: string;
}

/** An invocation of each function, one right after the other: what the machine did meanwhile has met all three. */
export type Round = Readonly<Record<FunctionName, Invocation>>;

/** Requests of a run in the order in which they were sent, and what each function says of those that are compared. */
export interface Sent {
  readonly requests: readonly { readonly target: string; readonly traceId: string; readonly discarded: boolean }[];
  /** By the trace. */
  readonly invocations: ReadonlyMap<string, Invocation>;
}

/** Puts the requests of each turn together. A turn of which one has no warm invocation that went well is left out. */
export function roundsOf({ requests, invocations }: Sent): Round[] {
  const counted = requests.filter(({ discarded }) => !discarded);
  const byFunction = FUNCTIONS.map((name) => counted.filter(({ target }) => target === name));
  const turns = Math.max(...byFunction.map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) => {
    const found = byFunction.map((own) => invocations.get(own[turn]?.traceId ?? ""));
    return found.every((one) => one !== undefined) ? Object.fromEntries(zip(FUNCTIONS, found)) : undefined;
  }).filter((round): round is Round => round !== undefined);
}

/** Neighbours in time, so many together; what is left over at the end is left out. */
export function blocksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.floor(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function zip<One, Other>(ones: readonly One[], others: readonly Other[]): [One, Other][] {
  return ones.map((one, index) => [one, others[index] as Other]);
}
