import { incompleteBeta } from "./incomplete-beta.ts";
import { normalCdf, normalQuantile } from "./normal.ts";

/** Beyond this the distribution is normal to more digits than the rest of the calculation has. */
const NEARLY_NORMAL = 1e7;

/** The share of Student's t distribution that lies below t; degrees of freedom need not be whole. */
export function studentTCdf(t: number, degrees: number): number {
  if (degrees >= NEARLY_NORMAL) return normalCdf(t);
  const tail = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t < 0 ? tail : 1 - tail;
}

/** The t that a given share of Student's distribution lies below: 2.776 for 0.975 and 4 degrees of freedom. */
export function studentTQuantile(probability: number, degrees: number): number {
  if (degrees >= NEARLY_NORMAL) return normalQuantile(probability);
  if (probability === 0.5) return 0;
  if (probability > 0.5) return -studentTQuantile(1 - probability, degrees);
  if (probability <= 0) return Number.NEGATIVE_INFINITY;
  let low = -1;
  while (studentTCdf(low, degrees) > probability) low *= 2;
  let high = low === -1 ? 0 : low / 2;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (studentTCdf(middle, degrees) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
