import type { Outage } from "./faults.ts";
import { createRandom, type Random } from "./random.ts";

/** What one invocation is to do. */
export interface Order {
  /** Unique in the run. */
  readonly id: string;
  /** Spans beside the invocation's own; the last `errors` of them failed, the first `filtered` make the filter throw. */
  readonly spans: number;
  readonly errors: number;
  readonly filtered: number;
  readonly logs: number;
  readonly throws: boolean;
}

export type BreakKind = "close" | "reset" | "blackhole";

/** What the driver does, one after the other. */
export type Step =
  /** Invokes them, `width` at a time; breaks all connections when the order of this place has been sent. */
  | {
      readonly kind: "burst";
      readonly orders: readonly Order[];
      readonly width: number;
      readonly breaks?: { readonly at: number; readonly how: BreakKind };
    }
  /** Lets the instances lie, frozen by hand too where `freezes`. */
  | { readonly kind: "pause"; readonly millis: number; readonly freezes: boolean }
  | { readonly kind: "outage"; readonly how: Outage }
  | { readonly kind: "recovery" }
  /** All instances are ended as the platform does. */
  | { readonly kind: "sigterm" }
  /** All instances are killed, so long after the last answer. */
  | { readonly kind: "sigkill"; readonly afterMillis: number };

/** A platform from its start to its stop. */
export interface Epoch {
  /** What becomes of connections when an instance is thawed; undefined: no proxy, and the backend itself can be closed. */
  readonly atThaw: "keep" | BreakKind | undefined;
  /** Whether single requests have faults. */
  readonly hasFaults: boolean;
  readonly steps: readonly Step[];
}

const ORDERS_PER_EPOCH = 800;
/** Of all invocations, how many belong to instances that are killed without a word. */
const KILLED_SHARE = 0.06;
/** Longer than the 30 s for which the SDK leaves a dead backend alone. */
const PATIENCE_MILLIS = 31_000;
/** From so many invocations on, some outages are waited out. */
const LONG_RUN = 2000;
/** Where the outages of an epoch begin: after this share of its invocations, up to so much later. */
const OUTAGES_AT = [0.2, 0.6];
const OUTAGE_SPREAD = 0.15;

/** Everything that is to happen on one platform, by the seed alone. */
export function createPlan(seed: number, platform: string, invocations: number): Epoch[] {
  const random = createRandom(seed, `plan of ${platform}`);
  const killed = Math.max(1, Math.round(invocations * KILLED_SHARE));
  const thaws = createCycle(random, ["keep", "close", "reset", "blackhole"] as const);
  const draws: Draws = {
    random,
    isLong: invocations >= LONG_RUN,
    outageWithProxy: createCycle(random, ["silence", "reset", "unavailable"]),
    outageWithout: createCycle(random, ["closed", "unavailable", "silence", "reset"]),
    breakKind: createCycle(random, ["close", "reset", "blackhole"]),
  };
  let made = 0;
  /** @param mayFail - whether errors are thrown, and spans are dropped by the filter: of a kill, all is to be its own */
  const takeOrders = (count: number, mayFail: boolean): Order[] =>
    Array.from({ length: count }, () => {
      made += 1;
      return createOrder(random, `${platform}-${made}`, mayFail);
    });
  const size = Math.min(ORDERS_PER_EPOCH, Math.max(1, Math.ceil((invocations - killed) / 2)));
  const epochs: Epoch[] = [];
  for (let left = invocations - killed; left > 0; left -= size) {
    // Every second epoch has no proxy: there the port itself can be closed.
    const atThaw = epochs.length % 2 === 0 ? undefined : thaws();
    const steps = planFaults(draws, takeOrders(Math.min(left, size), true), atThaw !== undefined);
    epochs.push({ atThaw, hasFaults: true, steps });
  }
  epochs.push({ atThaw: undefined, hasFaults: false, steps: planKills(random, takeOrders(killed, false)) });
  return epochs;
}

function createOrder(random: Random, id: string, mayFail: boolean): Order {
  const spans = random.between(0, 5);
  return {
    id,
    spans,
    errors: spans > 2 && random.chance(0.1) ? 1 : 0,
    filtered: spans > 1 && random.chance(0.03) && mayFail ? 1 : 0,
    logs: random.between(0, 3),
    throws: mayFail && random.chance(0.04),
  };
}

interface Draws {
  readonly random: Random;
  readonly isLong: boolean;
  readonly outageWithProxy: () => Outage;
  readonly outageWithout: () => Outage;
  readonly breakKind: () => BreakKind;
}

/** Every value in turn, in an order of its own each time. */
function createCycle<Value>(random: Random, values: readonly Value[]): () => Value {
  let left: Value[] = [];
  return () => {
    if (left.length === 0) left = random.shuffle(values);
    return left.pop() as Value;
  };
}

function planFaults(draws: Draws, orders: Order[], hasProxy: boolean): Step[] {
  const { random } = draws;
  const total = orders.length;
  const begins = OUTAGES_AT.map((share) => Math.floor(total * (share + random.unit() * OUTAGE_SPREAD)));
  const longest = Math.min(40, Math.max(3, Math.ceil(total / 6)));
  const steps: Step[] = [];
  while (orders.length > 0) {
    const isOutage = begins[0] !== undefined && total - orders.length >= begins[0];
    if (isOutage) {
      begins.shift();
      steps.push({ kind: "outage", how: hasProxy ? draws.outageWithProxy() : draws.outageWithout() });
      // From a few invocations to a fifth of them: many outages are short, few long.
      const length = Math.ceil(3 * Math.max(1, total / 16) ** random.unit());
      for (let left = Math.min(length, orders.length); left > 0; left -= longest) {
        steps.push(createBurst(draws, orders.splice(0, Math.min(left, longest)), hasProxy));
        steps.push({ kind: "pause", millis: random.between(200, 600), freezes: false });
      }
      steps.push(...endOutage(draws));
    } else {
      steps.push(createBurst(draws, orders.splice(0, random.between(3, longest)), hasProxy));
      if (random.chance(0.04)) steps.push({ kind: "sigterm" });
      else if (random.chance(0.6)) {
        const millis = random.between(20, random.chance(0.1) ? 1500 : 200);
        steps.push({ kind: "pause", millis, freezes: random.chance(0.5) });
      }
    }
  }
  steps.push({ kind: "sigterm" });
  return steps;
}

/** Some instances end in it: what they hold then can be counted on stderr alone. Some wait until it is asked again. */
function endOutage({ random, isLong }: Draws): Step[] {
  const how = random.unit();
  if (how < 0.3) return [{ kind: "sigterm" }, { kind: "recovery" }];
  if (how < 0.6) return [{ kind: "recovery" }, { kind: "sigterm" }];
  if (how < 0.8 && isLong) return [{ kind: "recovery" }, { kind: "pause", millis: PATIENCE_MILLIS, freezes: false }];
  return [{ kind: "recovery" }];
}

function createBurst({ random, breakKind }: Draws, orders: Order[], hasProxy: boolean): Step {
  const width = random.between(1, 6);
  if (!hasProxy || random.chance(0.3)) return { kind: "burst", orders, width };
  // In the second half, where there are connections to break.
  const at = random.between(Math.floor(orders.length / 2), orders.length - 1);
  return { kind: "burst", orders, width, breaks: { at, how: breakKind() } };
}

function planKills(random: Random, orders: Order[]): Step[] {
  const steps: Step[] = [];
  while (orders.length > 0) {
    steps.push({ kind: "burst", orders: orders.splice(0, random.between(5, 60)), width: random.between(1, 6) });
    steps.push({ kind: "sigkill", afterMillis: random.chance(0.3) ? 0 : random.between(1, 1500) });
  }
  return steps;
}
