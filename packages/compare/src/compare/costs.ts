import { type CostModel, formatCostModel } from "../cost/cost-model.ts";
import type { Bill } from "../cost/estimate-cost.ts";
import { describePriceAge, type PriceAge } from "../cost/price-age.ts";
import { SHIPPED_PRICES } from "../cost/shipped-prices.ts";
import type { Sources } from "../sources/open-sources.ts";
import { type CompareOptions, prepare } from "./compare.ts";
import { priceBy, priceGroup } from "./group-cost.ts";

/** How to price. */
export interface CompareCostsOptions extends Omit<CompareOptions, "gate" | "calibrate" | "command"> {
  /** Other models to bill the same invocations by. */
  readonly whatIf?: readonly CostModel[];
}

/** What one group's invocations cost where they ran, and elsewhere. */
export interface GroupCosts {
  readonly group: string;
  readonly invocations: number;
  /** Not there where the telemetry does not say which model it is. */
  readonly own?: Bill;
  /** In the order that was asked for. */
  readonly whatIf: readonly Bill[];
}

/** Groups and what they cost. */
export interface CostComparison {
  readonly version: 1;
  readonly by: readonly string[];
  readonly groups: readonly GroupCosts[];
  readonly prices: PriceAge;
  /** Models as they are written: the columns. */
  readonly whatIf: readonly string[];
}

/**
 * Bills each group's invocations by the model of where they ran, and by others as if they had taken as long there.
 * @throws InputError where there are none (rejects)
 */
export async function compareCosts(sources: Sources, options: CompareCostsOptions = {}): Promise<CostComparison> {
  const { whatIf = [], createdAt = new Date(), cost = {} } = options;
  const { described, client, selection } = await prepare(sources, options);
  return {
    version: 1,
    by: selection.by,
    whatIf: whatIf.map(formatCostModel),
    prices: describePriceAge(cost.prices ?? SHIPPED_PRICES, createdAt.getTime()),
    groups: described.map(({ id, group, collected: { samples, share } }) => {
      const priced = { group, samples, share, requests: client.byGroup.get(id) ?? [] };
      const own = priceGroup(priced, cost);
      return {
        group: id,
        invocations: group.invocations,
        ...(own !== undefined && { own }),
        whatIf: priceBy(priced, whatIf, cost),
      };
    }),
  };
}
