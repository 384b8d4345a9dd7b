/** Where a figure comes from. */
export interface Origin {
  readonly source: string;
  readonly url: string;
  /** When the source said so: an ISO day, or a month where the day is not known. */
  readonly retrieved: string;
  /** The region that it is of; prices differ between regions. */
  readonly region: string;
}

/** A part of a month's quantity, and its price. */
export interface Tier {
  /** The quantity in a month up to which the price holds; the last tier has none. */
  readonly upTo?: number;
  /** For one unit. */
  readonly amount: number;
}

/** What one unit costs. */
export interface Price extends Origin {
  readonly unit: string;
  /** In ascending order; one where the price does not depend on the quantity. */
  readonly tiers: readonly Tier[];
  readonly currency: "USD";
}

/** How much of a unit is free every month. */
export interface FreeGrant extends Origin {
  readonly unit: string;
  readonly amount: number;
}

/** Every price that a billing model needs. */
export const PRICE_NAMES = [
  "aws.request",
  "aws.gb-second.x86",
  "aws.gb-second.arm",
  "aws.tmp-gb-second",
  "gcp.request",
  "gcp.vcpu-second",
  "gcp.gib-second",
  "azure-consumption.execution",
  "azure-consumption.gb-second",
  "azure-flex.execution",
  "azure-flex.gb-second",
] as const;

/** Every free grant that a billing model knows. */
export const FREE_GRANT_NAMES = [
  "aws.request",
  "aws.gb-second",
  "gcp.request",
  "gcp.vcpu-second",
  "gcp.gib-second",
  "azure-consumption.execution",
  "azure-consumption.gb-second",
  "azure-flex.execution",
  "azure-flex.gb-second",
] as const;

export type PriceName = (typeof PRICE_NAMES)[number];
export type FreeGrantName = (typeof FREE_GRANT_NAMES)[number];

/** A dated list of prices. */
export interface Prices {
  readonly prices: Readonly<Record<PriceName, Price>>;
  readonly freeGrants: Readonly<Record<FreeGrantName, FreeGrant>>;
}
