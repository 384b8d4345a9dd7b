import type { FreeGrantName, PriceName, Prices, Tier } from "./prices.ts";

/** What a part of a bill is for. */
export type BillPart = "requests" | "compute" | "storage";

/** How much of one thing was used. */
export interface Usage {
  readonly part: BillPart;
  readonly price: PriceName;
  readonly freeGrant?: FreeGrantName;
  /** What is billed, in the price's unit. */
  readonly quantity: number;
  /** What it would be without any rounding up and without minimums. */
  readonly exact: number;
}

/** How usage becomes a month's bill. */
export interface Pricing {
  readonly prices: Prices;
  /** How many times the usage happens in a month. */
  readonly times: number;
  readonly freeTier: boolean;
}

/** What a quantity costs where each tier's part of it has its own price. */
function priceTiers(quantity: number, tiers: readonly Tier[]): number {
  let from = 0;
  let sum = 0;
  for (const { upTo = Number.POSITIVE_INFINITY, amount } of tiers) {
    if (quantity > from) sum += (Math.min(quantity, upTo) - from) * amount;
    from = upTo;
  }
  return sum;
}

/** What a month of usage costs, in USD: as billed, or as it would be without rounding. */
export function priceUsage(usage: Usage, { prices, times, freeTier }: Pricing, counted: "quantity" | "exact"): number {
  const free = freeTier && usage.freeGrant !== undefined ? prices.freeGrants[usage.freeGrant].amount : 0;
  return priceTiers(Math.max(0, usage[counted] * times - free), prices.prices[usage.price].tiers);
}
