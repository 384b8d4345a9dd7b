export { quantileOfSorted, type Samples, sortSamples } from "./statistics/quantile.ts";
