import { formatNumber } from "../../output/format.ts";

/** Where values lie on a chart. */
export interface Scale {
  /** The place of a value, inside of the chart whatever the value. */
  readonly at: (value: number) => number;
  /** Round values to draw a line at, ascending. */
  readonly ticks: readonly number[];
}

/** The part of a chart that a scale covers, from where its least value lies to where its greatest does. */
export type Extent = readonly [from: number, to: number];

/** Equal steps for equal differences. */
export function linearScale(low: number, high: number, [from, to]: Extent, count = 6): Scale {
  const [least, most] = widen(low, high, (value) => Math.max(Math.abs(value), 1) / 2);
  const step = roundStep((most - least) / count);
  const first = Math.ceil(least / step - 1e-9);
  const last = Math.floor(most / step + 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return { at: place(least, most, from, to, (value) => value), ticks };
}

/** Equal steps for equal ratios; all values are positive. */
export function logScale(low: number, high: number, [from, to]: Extent, count = 7): Scale {
  const positive = Math.max(low, 1e-6);
  const [least, most] = high - positive > high * 1e-9 ? [positive, high] : [positive / 1.5, positive * 1.5];
  const candidates = DIGITS.map((digits) => decades(digits, least, most));
  // The densest that is not too dense; of a narrow range none of these has two.
  const ticks = candidates.findLast((own) => own.length <= count) ?? candidates[0] ?? [];
  return {
    at: place(Math.log(least), Math.log(most), from, to, (value) => Math.log(Math.max(value, 1e-9))),
    ticks: ticks.length < 2 ? linearScale(least, most, [0, 1], 4).ticks : thin(ticks, count),
  };
}

/** Of a decade's values, those that are round; the denser, the narrower the range may be. */
const DIGITS: readonly (readonly number[])[] = [
  [1],
  [1, 3],
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
  [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9],
  Array.from({ length: 90 }, (_, index) => (10 + index) / 10),
];

function decades(digits: readonly number[], least: number, most: number): number[] {
  const first = Math.floor(Math.log10(least));
  const length = Math.ceil(Math.log10(most)) - first + 1;
  return Array.from({ length }, (_, index) =>
    digits.map((digit) => Number((digit * 10 ** (first + index)).toPrecision(6))),
  )
    .flat()
    .filter((value) => value >= least * 0.999 && value <= most * 1.001);
}

function thin(ticks: readonly number[], count: number): number[] {
  const every = Math.ceil(ticks.length / count);
  return ticks.filter((_, index) => index % every === 0);
}

function place(least: number, most: number, from: number, to: number, read: (value: number) => number) {
  return (value: number): number => {
    const share = (read(value) - least) / (most - least);
    return from + Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share)) * (to - from);
  };
}

/** A range of one value has no width to draw it in. */
function widen(low: number, high: number, half: (value: number) => number): [number, number] {
  if (high - low > Math.abs(high) * 1e-9) return [low, high];
  return [low - half(low), low + half(low)];
}

/** 1, 2 or 5 times a power of ten: the least that is no smaller. */
function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((digit) => digit * power >= raw * 0.999) ?? 10;
  return step * power;
}

/** A tick's text: no more digits than it needs. */
export function formatTick(value: number): string {
  return Math.abs(value) >= 10_000 ? formatNumber(value) : String(Number(value.toPrecision(4)));
}
