const DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);

/** From here on the series would subtract nearly equal numbers; the continued fraction does not. */
const FAR_OUT = 3;

/** The share of a standard normal distribution that lies below z. */
export function normalCdf(z: number): number {
  if (z > FAR_OUT) return 1 - normalCdf(-z);
  const density = DENSITY_AT_ZERO * Math.exp((-z * z) / 2);
  if (z < -FAR_OUT) {
    // Laplace's continued fraction of Mills' ratio, from its far end.
    let fraction = 0;
    for (let k = 60; k >= 1; k -= 1) fraction = k / (-z + fraction);
    return density / (-z + fraction);
  }
  // The series of Marsaglia, "Evaluating the Normal Distribution" (2004).
  let term = z;
  let sum = z;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + sum * density;
}

/** The z that a given share of a standard normal distribution lies below: 1.96 for 0.975. */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return Number.NEGATIVE_INFINITY;
  if (probability >= 1) return Number.POSITIVE_INFINITY;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  let low = -40;
  let high = 0;
  for (let step = 0; step < 70; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
