import { expect, test } from "vitest";
import { medianInterval } from "../measure/interval.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test.for([
  // Ranks from the binomial distribution, as statistical tables have them.
  [6, 1, 6],
  [8, 1, 8],
  [9, 2, 8],
  [15, 4, 12],
  [25, 8, 18],
  [30, 10, 21],
] as const)("of %d values: the median lies between the %d. and the %d.", ([count, low, high]) => {
  expect(medianInterval(upTo(count).toReversed())).toEqual([low, high]);
});

test("too few values say no more than their ends", () => {
  expect(medianInterval([3, 1, 2])).toEqual([1, 3]);
  expect(medianInterval([7])).toEqual([7, 7]);
});
