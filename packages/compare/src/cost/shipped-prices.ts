import document from "./prices/2026-09.json" with { type: "json" };
import { readPrices } from "./read-prices.ts";

/** The prices that this version knows: of September 2026, in US regions, each with its source. */
export const SHIPPED_PRICES = /* @__PURE__ */ readPrices(document);
