/** What has to become of a request: the status that the function returns, or how it ends without one. */
export type Expectation = number | "throw" | "timeout";

/** One HTTP request of the plan, the same for each platform. */
export interface PlannedRequest {
  readonly id: string;
  readonly order: unknown;
  readonly expected: Expectation;
}

/** A part of the plan: its requests are sent so many at once. */
export interface Phase {
  readonly name: string;
  readonly concurrency: number;
  /** End all instances before, so that the next request finds none. */
  readonly isColdStart: boolean;
  readonly requests: readonly PlannedRequest[];
}

const BURST = 12;
const AFTER_RESTART = 4;

/**
 * The HTTP requests for one platform: a first one that finds no instance, a steady flow with its share of client
 * errors, failed dependencies and thrown errors, a burst, a few after all instances were ended, and one that runs
 * into the time limit.
 *
 * @param total - how many in all
 */
export function planRequests(platform: string, total: number): Phase[] {
  let number = 0;
  const next = (expected: Expectation): PlannedRequest => {
    number += 1;
    const id = `${platform}-http-${String(number).padStart(5, "0")}`;
    return { id, expected, order: orderFor(id, expected) };
  };
  const many = (count: number, expect: (index: number) => Expectation): PlannedRequest[] =>
    Array.from({ length: count }, (_, index) => next(expect(index)));
  const steady = total - 1 - BURST - AFTER_RESTART - 1;
  return [
    { name: "first request", concurrency: 1, isColdStart: false, requests: many(1, () => 201) },
    { name: "steady flow", concurrency: 4, isColdStart: false, requests: many(steady, expectationAt) },
    { name: "burst", concurrency: BURST, isColdStart: false, requests: many(BURST, () => 201) },
    { name: "after a restart", concurrency: 2, isColdStart: true, requests: many(AFTER_RESTART, () => 201) },
    { name: "time limit", concurrency: 1, isColdStart: false, requests: many(1, () => "timeout") },
  ];
}

/** In every twenty: two client errors, one dependency that is down, one thrown error. */
function expectationAt(index: number): Expectation {
  const shares: Record<number, Expectation> = { 2: 400, 7: 402, 12: 503, 17: "throw" };
  return shares[index % 20] ?? 201;
}

/** The ids of the queue messages for one platform. */
export function planMessages(platform: string, count: number): { readonly id: string; readonly order: unknown }[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `${platform}-message-${String(index + 1).padStart(5, "0")}`;
    return { id, order: orderFor(id, 201) };
  });
}

function orderFor(id: string, expected: Expectation): unknown {
  const order = { id, items: [{ sku: "lamp", quantity: 1 + (id.length % 3) }], card: "valid", warehouse: "north" };
  if (expected === 400) return { ...order, items: [] };
  if (expected === 402) return { ...order, card: "declined" };
  if (expected === 503) return { ...order, warehouse: "offline" };
  if (expected === "throw") return { ...order, card: "gateway-down" };
  return expected === "timeout" ? { ...order, warehouse: "silent" } : order;
}
