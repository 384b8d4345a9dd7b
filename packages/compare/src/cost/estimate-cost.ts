import type { Interval } from "../statistics/interval.ts";
import { meterAwsLambda } from "./aws-lambda.ts";
import { meterAzureConsumption } from "./azure-consumption.ts";
import { meterAzureFlex } from "./azure-flex.ts";
import { meterCloudRunFunctions } from "./cloud-run-functions.ts";
import { type CostModel, formatCostModel } from "./cost-model.ts";
import { type BilledInvocations, checkInvocations } from "./invocations.ts";
import type { Metered } from "./metered.ts";
import type { Prices } from "./prices.ts";
import { SHIPPED_PRICES } from "./shipped-prices.ts";
import { type BillPart, priceUsage, type Usage } from "./usage.ts";

const MILLION = 1_000_000;

/** What no bill here contains, whichever model it is by. */
export const COST_EXCLUDES = "API gateways, log ingestion, outgoing traffic, storage accounts and NAT are not in it.";

/** How to price. */
export interface CostOptions {
  /** @default the prices that this package ships */
  readonly prices?: Prices;
  /** Takes the month's free grants off, which the account has only once. Small runs then look free. @default false */
  readonly freeTier?: boolean;
  /** How many invocations like these there are in a month: free grants and tiers are for a month. @default 1000000 */
  readonly monthlyInvocations?: number;
}

/** What invocations cost by one billing model. */
export interface Bill {
  /** Model and settings as a user writes them: "aws-x86:512". */
  readonly model: string;
  readonly currency: "USD";
  /** How many invocations were billed. */
  readonly invocations: number;
  /** For one million invocations like these; from low to high where the rules can be read in two ways. */
  readonly perMillion: Interval;
  /** The part of `perMillion.low` that is paid for rounding up and for minimums, from 0 to 1. */
  readonly roundingShare: number;
  /** What `perMillion.low` is made of. */
  readonly parts: Readonly<Record<BillPart, number>>;
  /** When the oldest of the prices that were used was read, an ISO day or month. */
  readonly pricesOf: string;
  /** What was assumed or is not in it, each a sentence. */
  readonly notes: readonly string[];
}

function meter(invocations: BilledInvocations, model: CostModel): Metered {
  switch (model.kind) {
    case "aws-x86":
    case "aws-arm":
      return meterAwsLambda(invocations, model);
    case "gcp":
      return meterCloudRunFunctions(invocations, model);
    case "azure-consumption":
      return meterAzureConsumption(invocations, model);
    case "azure-flex":
      return meterAzureFlex(invocations, model);
  }
}

function oldestOf(usage: readonly Usage[], { prices }: Prices): string {
  const dates = usage.filter(({ quantity }) => quantity > 0).map(({ price }) => prices[price].retrieved);
  return dates.reduce((oldest, date) => (Date.parse(date) < Date.parse(oldest) ? date : oldest));
}

/**
 * Bills invocations by the rules of a platform. They need not have run there: the same ones by another model say what they
 * would cost if they took as long.
 *
 * @returns undefined where there are no invocations
 */
export function estimateCost(
  invocations: BilledInvocations,
  model: CostModel,
  { prices = SHIPPED_PRICES, freeTier = false, monthlyInvocations = MILLION }: CostOptions = {},
): Bill | undefined {
  checkInvocations(invocations);
  const count = invocations.startMillis.length;
  if (count === 0) return undefined;
  const { usage, highest = usage, notes } = meter(invocations, model);
  const pricing = { prices, times: monthlyInvocations / count, freeTier };
  const price = (of: readonly Usage[], counted: "quantity" | "exact" = "quantity"): number =>
    (of.reduce((total, each) => total + priceUsage(each, pricing, counted), 0) / monthlyInvocations) * MILLION;
  const low = price(usage);
  const partOf = (part: BillPart): number => price(usage.filter((each) => each.part === part));
  return {
    model: formatCostModel(model),
    currency: "USD",
    invocations: count,
    perMillion: { low, high: Math.max(low, price(highest)) },
    roundingShare: low === 0 ? 0 : (low - price(usage, "exact")) / low,
    parts: { requests: partOf("requests"), compute: partOf("compute"), storage: partOf("storage") },
    pricesOf: oldestOf(usage, prices),
    notes: [...notes, COST_EXCLUDES],
  };
}
