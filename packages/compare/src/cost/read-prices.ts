import { InputError } from "../input-error.ts";
import {
  FREE_GRANT_NAMES,
  type FreeGrant,
  type Origin,
  PRICE_NAMES,
  type Price,
  type Prices,
  type Tier,
} from "./prices.ts";
import { readAmount, readDate, readObject, readText, refuseOthers } from "./read-fields.ts";

const ORIGIN = ["source", "url", "retrieved", "region"];

function readOrigin(fields: Readonly<Record<string, unknown>>, where: string): Origin {
  return {
    source: readText(fields, "source", where),
    url: readText(fields, "url", where),
    retrieved: readDate(fields, "retrieved", where),
    region: readText(fields, "region", where),
  };
}

function readTiers(value: unknown, where: string): readonly Tier[] {
  if (!Array.isArray(value) || value.length === 0) throw new InputError(`${where} has to be a list of tiers`);
  return value.map((entry, index) => {
    const place = `${where}[${index}]`;
    const fields = readObject(entry, place);
    refuseOthers(fields, ["upTo", "amount"], place);
    const amount = readAmount(fields, "amount", place);
    if (index === value.length - 1) {
      if (fields.upTo !== undefined) throw new InputError(`${place}.upTo is not for the last tier`);
      return { amount };
    }
    const upTo = readAmount(fields, "upTo", place);
    if (index > 0 && upTo <= (readObject(value[index - 1], where).upTo as number))
      throw new InputError(`${place}.upTo is ${upTo}: it has to be above that of the tier before`);
    return { upTo, amount };
  });
}

function readPrice(value: unknown, where: string): Price {
  const fields = readObject(value, where);
  refuseOthers(fields, ["unit", "amount", "tiers", "currency", ...ORIGIN], where);
  const currency = readText(fields, "currency", where);
  if (currency !== "USD") throw new InputError(`${where}.currency is "${currency}": it has to be "USD"`);
  if ((fields.amount === undefined) === (fields.tiers === undefined))
    throw new InputError(`${where} has to have either amount or tiers`);
  const tiers =
    fields.tiers === undefined
      ? [{ amount: readAmount(fields, "amount", where) }]
      : readTiers(fields.tiers, `${where}.tiers`);
  return { unit: readText(fields, "unit", where), tiers, currency, ...readOrigin(fields, where) };
}

function readGrant(value: unknown, where: string): FreeGrant {
  const fields = readObject(value, where);
  refuseOthers(fields, ["unit", "amount", ...ORIGIN], where);
  return {
    unit: readText(fields, "unit", where),
    amount: readAmount(fields, "amount", where),
    ...readOrigin(fields, where),
  };
}

/** Reads the entries of one part; those that it does not have are the base's. */
function readEntries<Name extends string, Entry>(
  value: unknown,
  where: string,
  names: readonly Name[],
  read: (entry: unknown, where: string) => Entry,
  base: Readonly<Record<Name, Entry>> | undefined,
): Record<Name, Entry> {
  const fields = value === undefined && base !== undefined ? {} : readObject(value, where);
  refuseOthers(fields, names, where);
  const entries = names.map((name) => {
    const own = fields[name];
    const entry = own === undefined && base !== undefined ? base[name] : read(own, `${where}["${name}"]`);
    return [name, entry] as const;
  });
  return Object.fromEntries(entries) as Record<Name, Entry>;
}

/**
 * Reads a file of prices. It looks like `prices/2026-09.json` of this package, and may leave out what it does not change.
 *
 * @param document the parsed JSON
 * @param base where prices come from that the document does not have; without it, it has to have them all
 * @throws InputError that names the field
 */
export function readPrices(document: unknown, base?: Prices): Prices {
  const fields = readObject(document, "the file of prices");
  refuseOthers(fields, ["version", "date", "prices", "freeGrants"], "the file of prices");
  if (fields.version !== 1) throw new InputError(`version is ${JSON.stringify(fields.version)}: it has to be 1`);
  return {
    prices: readEntries(fields.prices, "prices", PRICE_NAMES, readPrice, base?.prices),
    freeGrants: readEntries(fields.freeGrants, "freeGrants", FREE_GRANT_NAMES, readGrant, base?.freeGrants),
  };
}
