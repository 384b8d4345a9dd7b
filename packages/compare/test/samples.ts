import type { Series } from "../src/index.ts";

/** 1, 2, 3, ... */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** A series of some instances with equally many samples each, one instance after the other. */
export function clusters(count: number, size: number, value: (instance: number, turn: number) => number): Series {
  const indexes = Array.from({ length: count * size }, (_, index) => index);
  return {
    values: indexes.map((index) => value(Math.floor(index / size), index % size)),
    instances: indexes.map((index) => Math.floor(index / size)),
  };
}

/** Numbers that look like durations, the same ones for the same seed. */
export function durations(count: number, seed: number, factor = 1): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return factor * (30 + 20 * (state / 2 ** 31));
  });
}
