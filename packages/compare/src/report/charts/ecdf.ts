import { type Html, html } from "../html.ts";
import { linearScale, logScale } from "./scale.ts";
import { marker, seriesClass } from "./series.ts";
import { type ChartOptions, chart, fixed, horizontalAxis, verticalAxis, WIDTH } from "./svg.ts";

/** One group's distribution. */
export interface EcdfSeries {
  readonly series: number;
  /** Milliseconds and the share of samples up to there, ascending. */
  readonly points: readonly (readonly [millis: number, share: number])[];
}

const LEFT = 60;
const RIGHT = WIDTH - 16;
const TOP = 14;
const BOTTOM = 320;
/** Shares at which a group's mark is on its line. */
const MARKED = [0.1, 0.25, 0.5, 0.75, 0.95];

/** Which share of invocations took at most so long, a stepped line for each group. */
export function ecdf(groups: readonly EcdfSeries[], options: Omit<ChartOptions, "height">): Html {
  const millis = groups.flatMap(({ points }) => points.map(([value]) => value));
  const low = millis.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = millis.reduce((most, value) => Math.max(most, value), 0);
  const across = logScale(Math.max(low, 0.001), high, [LEFT, RIGHT], 10);
  const up = linearScale(0, 1, [BOTTOM, TOP], 5);
  const lines = groups.map(({ series, points }) => {
    let previous = 0;
    const path = points.map(([value, share], index) => {
      const x = fixed(across.at(value));
      const step = `${index === 0 ? "M" : "L"}${x} ${fixed(up.at(previous))}L${x} ${fixed(up.at(share))}`;
      previous = share;
      return step;
    });
    const marks = MARKED.map((wanted) => points.find(([, share]) => share >= wanted))
      .filter((point) => point !== undefined)
      .map(([value, share]) => marker(series, across.at(value), up.at(share), 4.5));
    return html`<path class="line ${seriesClass(series)}" d="${path.join("")}"/>${marks}`;
  });
  return chart(
    { ...options, height: BOTTOM + 44 },
    html`${verticalAxis(up, LEFT, RIGHT, (share) => `${Math.round(share * 100)} %`)}${horizontalAxis(across, TOP, BOTTOM, "milliseconds (logarithmic)")}${lines}`,
  );
}
