import type { Interval } from "../../statistics/interval.ts";
import { type Html, html } from "../html.ts";
import { abbreviate } from "../plain-text.ts";
import { formatTick, logScale } from "./scale.ts";
import { marker, seriesClass } from "./series.ts";
import { box, type ChartOptions, chart, horizontalAxis, label, line, WIDTH } from "./svg.ts";

/** One ratio of a forest plot. */
export interface ForestRow {
  /** The group's place among the groups, for its mark. */
  readonly series: number;
  readonly name: string;
  readonly detail: string;
  readonly estimate: number;
  /** Without it nothing is drawn but `text`. */
  readonly interval: Interval | undefined;
  /** The most that is tolerated: 1.05 for 5 % slower. */
  readonly limit: number;
  readonly text: string;
}

const LEFT = 230;
const RIGHT = WIDTH - 210;
const ROW = 44;
const TOP = 26;
/** So much is shown beside 1 on both sides, however alike the groups are. */
const LEAST = 1.25;
const MOST = 50;

/** Ratios with their intervals around the line of no difference, and the band of what is tolerated. */
export function forest(rows: readonly ForestRow[], options: Omit<ChartOptions, "height">): Html {
  const shown = rows.flatMap(({ interval, limit }) => [...(interval ? [interval.low, interval.high] : []), limit]);
  const reach = shown.reduce((most, value) => Math.max(most, value, 1 / Math.max(value, 1e-6)), LEAST);
  const most = Math.min(MOST, reach * 1.05);
  const scale = logScale(1 / most, most, [LEFT, RIGHT], 9);
  const bottom = TOP + rows.length * ROW;
  const bands = rows.map(({ limit }, index) =>
    box(scale.at(1 / limit), TOP + index * ROW, scale.at(limit) - scale.at(1 / limit), ROW, "band"),
  );
  const marks = rows.map(({ series, name, detail, estimate, interval, text }, index) => {
    const y = TOP + (index + 0.5) * ROW;
    const colours = seriesClass(series);
    return [
      label(0, y - 3, abbreviate(name, 30), "start strong"),
      label(0, y + 14, detail, "start muted"),
      label(RIGHT + 16, y + 5, text),
      interval !== undefined && [
        line(scale.at(interval.low), y, scale.at(interval.high), y, `interval ${colours}`),
        line(scale.at(interval.low), y - 6, scale.at(interval.low), y + 6, `interval ${colours}`),
        line(scale.at(interval.high), y - 6, scale.at(interval.high), y + 6, `interval ${colours}`),
        marker(series, scale.at(estimate), y, 6),
      ],
    ];
  });
  const axis = horizontalAxis(
    scale,
    TOP,
    bottom,
    "times the baseline's duration (logarithmic)",
    (tick) => `×${formatTick(tick)}`,
  );
  return chart(
    { ...options, height: bottom + 44 },
    html`${bands}${axis}${line(scale.at(1), TOP - 4, scale.at(1), bottom, "reference")}
${label(scale.at(1) - 8, TOP - 10, "← faster", "end muted")}${label(scale.at(1) + 8, TOP - 10, "slower →", "start muted")}${marks}`,
  );
}
