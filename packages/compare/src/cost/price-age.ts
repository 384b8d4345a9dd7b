import { FREE_GRANT_NAMES, PRICE_NAMES, type Prices } from "./prices.ts";

/** From then on prices have to be looked up again before anything is concluded from them. */
const STALE_DAYS = 180;

const DAY_MILLIS = 86_400_000;

/** How old prices are. */
export interface PriceAge {
  /** The names of the oldest ones: "aws.request". */
  readonly oldest: readonly string[];
  /** When their source was read, an ISO day or month. */
  readonly retrieved: string;
  readonly days: number;
  /** More than 180 days. */
  readonly isStale: boolean;
}

/**
 * Tells how old the oldest of the prices is.
 *
 * @param nowMillis milliseconds since 1970
 */
export function describePriceAge({ prices, freeGrants }: Prices, nowMillis: number): PriceAge {
  const dates = new Map<string, string>([
    ...FREE_GRANT_NAMES.map((name) => [`freeGrants.${name}`, freeGrants[name].retrieved] as const),
    ...PRICE_NAMES.map((name) => [name, prices[name].retrieved] as const),
  ]);
  const [retrieved = ""] = [...dates.values()].sort((a, b) => Date.parse(a) - Date.parse(b));
  const days = Math.floor((nowMillis - Date.parse(retrieved)) / DAY_MILLIS);
  const oldest = [...dates].filter(([, date]) => date === retrieved).map(([name]) => name);
  return { oldest, retrieved, days, isStale: days > STALE_DAYS };
}
