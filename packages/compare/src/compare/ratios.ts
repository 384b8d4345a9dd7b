import { probabilityLarger } from "../statistics/probability-larger.ts";
import { estimateRatio } from "../statistics/ratio.ts";
import { describeSeries, type Measured } from "./measured.ts";
import type { Layer, Ratio, Temperature } from "./types.ts";

/** What of a group can be compared with the same of another one. */
export interface Comparable {
  readonly group: string;
  readonly layer: Layer;
  readonly temperature: Temperature;
  readonly measured: Measured;
}

/** Each group's series to the baseline's of the same layer and temperature. */
export function describeRatios(series: readonly Comparable[], baseline: string, level: number): Ratio[] {
  return series
    .filter(({ group, measured }) => group !== baseline && measured.values.length > 0)
    .flatMap((candidate) => {
      const { layer, temperature, group } = candidate;
      const reference = series.find(
        (other) => other.group === baseline && other.layer === layer && other.temperature === temperature,
      );
      if (reference === undefined || reference.measured.values.length === 0) return [];
      const [from, of] = [describeSeries(reference.measured), describeSeries(candidate.measured)];
      return [
        {
          group,
          baseline,
          layer,
          temperature,
          n: candidate.measured.values.length,
          baselineN: reference.measured.values.length,
          ratio: estimateRatio(from.series, of.series, { level }),
          slower: probabilityLarger(from.series.values, of.series.values),
          clustered: from.clustered && of.clustered,
        },
      ];
    });
}
