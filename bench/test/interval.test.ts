import { expect, test } from "vitest";
import { medianInterval, quantileDifferenceInterval } from "../measure/interval.ts";
import { createRandom } from "../random.ts";

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

test("the difference of two p99 lies in its interval nineteen times of twenty", () => {
  const random = createRandom(1);
  // Of the exponential distribution the p99 is -ln 0.01; the other one is moved by 2.
  const draw = (moved: number) => Array.from({ length: 1000 }, () => moved - Math.log(1 - random()));
  const tries = 400;
  let covered = 0;
  for (let index = 0; index < tries; index += 1) {
    const [low, high] = quantileDifferenceInterval(draw(2), draw(0), 0.99);
    if (low <= 2 && 2 <= high) covered += 1;
  }
  expect(covered / tries).toBeGreaterThan(0.92);
  expect(covered / tries).toBeLessThan(0.99);
});
