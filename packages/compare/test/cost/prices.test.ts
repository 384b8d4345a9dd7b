import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  describePriceAge,
  estimateCost,
  InputError,
  parseCostModel,
  readPrices,
  SHIPPED_PRICES,
} from "../../src/index.ts";
import { apart } from "./invocations.ts";

const file = new URL("../../src/cost/prices/2026-09.json", import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: what a test breaks has no type any more
type Document = any;
const shipped = (): Document => JSON.parse(readFileSync(file, "utf8"));

const own = {
  unit: "request",
  amount: 0.000001,
  currency: "USD",
  source: "our contract",
  url: "https://example.com/contract",
  retrieved: "2026-10-01",
  region: "eu-west-1",
};

describe("the prices that are shipped", () => {
  test("each say where and when they were read, and in which region they hold", () => {
    const entries = [...Object.values(SHIPPED_PRICES.prices), ...Object.values(SHIPPED_PRICES.freeGrants)];
    expect(entries).toHaveLength(20);
    for (const { source, url, retrieved, region } of entries) {
      expect(source).not.toBe("");
      expect(() => new URL(url)).not.toThrow();
      expect(retrieved).toMatch(/^2026-0[89]/);
      expect(region).not.toBe("");
    }
  });

  test("are the whole file", () => {
    expect(readPrices(shipped())).toEqual(SHIPPED_PRICES);
  });
});

describe("a user's prices", () => {
  test("replace those that they name, and leave the others", () => {
    const prices = readPrices({ version: 1, prices: { "aws.request": own } }, SHIPPED_PRICES);
    expect(prices.prices["gcp.request"]).toEqual(SHIPPED_PRICES.prices["gcp.request"]);
    const bill = estimateCost(apart(120), parseCostModel("aws-x86:512"), { prices });
    expect(bill?.parts.requests).toBeCloseTo(1, 9);
    expect(bill?.parts.compute).toBeCloseTo(1.000002, 6);
  });

  test("may have tiers where there were none", () => {
    const { amount: _, ...rest } = own;
    const tiers = [{ upTo: 500_000, amount: 0.000001 }, { amount: 0 }];
    const prices = readPrices({ version: 1, prices: { "aws.request": { ...rest, tiers } } }, SHIPPED_PRICES);
    expect(estimateCost(apart(120), parseCostModel("aws-x86:512"), { prices })?.parts.requests).toBeCloseTo(0.5, 9);
  });

  test("have to be complete where there are no others", () => {
    const document = shipped();
    delete document.prices["gcp.request"];
    expect(() => readPrices(document)).toThrow('prices["gcp.request"] is missing');
    expect(() => readPrices({ version: 1 })).toThrow("prices is missing");
  });

  const broken: [string, (document: Document) => void, string][] = [
    ["a negative amount", (d) => (d.prices["aws.request"].amount = -1), 'prices["aws.request"].amount is -1'],
    ["an amount as text", (d) => (d.prices["aws.request"].amount = "1"), 'prices["aws.request"].amount is "1"'],
    ["no source", (d) => delete d.prices["gcp.request"].source, 'prices["gcp.request"].source is missing'],
    ["another currency", (d) => (d.prices["gcp.request"].currency = "EUR"), 'currency is "EUR": it has to be "USD"'],
    ["a date that is none", (d) => (d.prices["gcp.request"].retrieved = "2026-13"), 'retrieved is "2026-13"'],
    ["a date in another form", (d) => (d.freeGrants["gcp.request"].retrieved = "1 May 2026"), 'retrieved is "1 May'],
    [
      "an unknown price",
      (d) => (d.prices["aws.requests"] = own),
      'unknown field "aws.requests": there are aws.request,',
    ],
    ["an unknown field", (d) => (d.prices["aws.request"].per = 1), 'prices["aws.request"] has the unknown field "per"'],
    ["both amount and tiers", (d) => (d.prices["aws.request"].tiers = []), "has to have either amount or tiers"],
    ["no tiers", (d) => (d.prices["aws.gb-second.x86"].tiers = []), "tiers has to be a list of tiers"],
    ["tiers out of order", (d) => (d.prices["aws.gb-second.x86"].tiers[1].upTo = 5), "tiers[1].upTo is 5"],
    ["a tier without an end", (d) => delete d.prices["aws.gb-second.x86"].tiers[0].upTo, "tiers[0].upTo is missing"],
    ["an end of all tiers", (d) => (d.prices["aws.gb-second.x86"].tiers[2].upTo = 9e9), "tiers[2].upTo is not for"],
    ["another version", (d) => (d.version = 2), "version is 2: it has to be 1"],
    ["an array", (d) => (d.prices = []), "prices is []: it has to be an object"],
    ["nothing", (d) => (d.freeGrants = null), "freeGrants is null: it has to be an object"],
  ];

  test.each(broken)("with %s are refused, and the field is named", (_, breakIt, message) => {
    const document = shipped();
    breakIt(document);
    expect(() => readPrices(document, SHIPPED_PRICES)).toThrow(message);
    expect(() => readPrices(document, SHIPPED_PRICES)).toThrow(InputError);
  });
});

describe("the age of prices", () => {
  const day = (text: string): number => Date.parse(text);

  test("is that of the oldest, and more than 180 days is told", () => {
    const age = describePriceAge(SHIPPED_PRICES, day("2026-11-26"));
    expect(age).toMatchObject({ retrieved: "2026-08-28", days: 90, isStale: false });
    expect(age.oldest).toContain("gcp.request");
    expect(age.oldest).not.toContain("aws.request");
    expect(describePriceAge(SHIPPED_PRICES, day("2027-02-24")).isStale).toBe(false);
    expect(describePriceAge(SHIPPED_PRICES, day("2027-02-25"))).toMatchObject({ days: 181, isStale: true });
  });
});
