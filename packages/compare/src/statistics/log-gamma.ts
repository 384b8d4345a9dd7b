/** Coefficients of Lanczos' series for g = 7, n = 9 (Godfrey's values), good for 15 digits. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/** The logarithm of the gamma function of a number above 0. */
export function logGamma(x: number): number {
  // Lanczos' series loses digits close to 0: the recurrence leads away from there.
  if (x < 0.5) return logGamma(x + 1) - Math.log(x);
  const base = x + 6.5;
  const series = LANCZOS.reduce(
    (sum, coefficient, index) => (index === 0 ? coefficient : sum + coefficient / (x - 1 + index)),
    0,
  );
  return HALF_LOG_TWO_PI + (x - 0.5) * Math.log(base) - base + Math.log(series);
}
