import { wilsonInterval } from "../statistics/wilson.ts";
import type { Rate } from "./types.ts";

/** How often something happened, with its interval. */
export function describeRate(count: number, of: number, level: number): Rate {
  if (of === 0) return { count, of };
  return {
    count,
    of,
    share: { estimate: count / of, interval: wilsonInterval({ events: count, trials: of }, { level }) },
  };
}
