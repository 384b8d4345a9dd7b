/** A source of random numbers that gives the same ones for the same seed. */
export interface Random {
  /** Evenly distributed from 0 up to 1, without 1. */
  uniform(): number;
  /** Normally distributed, with mean 0 and standard deviation 1. */
  normal(): number;
}

/** Chris Doty-Humphrey's small fast counting generator, sfc32, from PractRand. */
export function createRandom(seed: number): Random {
  let [a, b, c, counter] = [0, seed | 0, 0x9e3779b9 | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // What follows from a small seed in the first steps is not yet random.
  for (let step = 0; step < 20; step += 1) next();
  const uniform = (): number => next() / 2 ** 32;
  // Box and Muller's transformation; of the logarithm's argument 0 is left out.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
