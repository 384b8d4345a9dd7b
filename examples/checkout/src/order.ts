/** An order as the shop's front end sends it. */
export interface Order {
  readonly id: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  /** Which card is charged. `declined` and `gateway-down` stand for what a payment provider may answer. */
  readonly card: string;
  /** Where the goods lie. `offline` answers with an error, `silent` never answers. */
  readonly warehouse: string;
}

/** Reads an order, or says what is wrong with it. */
export function readOrder(value: unknown): { readonly order: Order } | { readonly problem: string } {
  if (typeof value !== "object" || value === null) return { problem: "the order is missing" };
  const { id, items, card, warehouse } = value as Record<string, unknown>;
  if (typeof id !== "string" || id === "") return { problem: "the order has no id" };
  if (!Array.isArray(items) || items.length === 0) return { problem: "the order has no items" };
  for (const item of items as { sku?: unknown; quantity?: unknown }[]) {
    if (typeof item?.sku !== "string" || !Number.isInteger(item.quantity) || Number(item.quantity) < 1) {
      return { problem: "an item needs a sku and a quantity of at least 1" };
    }
  }
  return {
    order: {
      id,
      items: items as Order["items"],
      card: typeof card === "string" ? card : "",
      warehouse: typeof warehouse === "string" ? warehouse : "",
    },
  };
}
