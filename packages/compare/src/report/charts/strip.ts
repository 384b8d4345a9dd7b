import type { Estimate } from "../../statistics/estimate.ts";
import { type Html, html } from "../html.ts";
import { abbreviate } from "../plain-text.ts";
import { logScale } from "./scale.ts";
import { marker, seriesClass } from "./series.ts";
import { box, type ChartOptions, chart, horizontalAxis, label, line, WIDTH } from "./svg.ts";

/** One group's cold starts, in the order of time. */
export interface StripRow {
  readonly series: number;
  readonly name: string;
  readonly millis: readonly number[];
  readonly median: Estimate | undefined;
  readonly text: string;
}

const LEFT = 190;
const RIGHT = WIDTH - 190;
const ROW = 64;
const TOP = 10;
const INSET = 12;

/** A mark for each cold start: to the right the longer, downwards the later. */
export function strip(rows: readonly StripRow[], options: Omit<ChartOptions, "height">): Html {
  const all = rows.flatMap(({ millis }) => [...millis]);
  const low = all.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = all.reduce((most, value) => Math.max(most, value), 0);
  const scale = logScale(Math.max(low / 1.1, 0.001), high * 1.1, [LEFT, RIGHT], 8);
  const bottom = TOP + rows.length * ROW;
  const marks = rows.map(({ series, name, millis, median, text }, index) => {
    const top = TOP + index * ROW;
    const down = (order: number) =>
      top + INSET + (ROW - 2 * INSET) * (millis.length === 1 ? 0.5 : order / (millis.length - 1));
    const interval = median?.interval;
    return html`${line(0, top + ROW, WIDTH, top + ROW, "rule")}${label(0, top + ROW / 2 + 5, abbreviate(name, 24), "start strong")}
${label(RIGHT + 16, top + ROW / 2 + 5, text)}
${interval !== undefined && box(scale.at(interval.low), top + 4, Math.max(2, scale.at(interval.high) - scale.at(interval.low)), ROW - 8, "band")}
<g class="dots ${seriesClass(series)}">${millis.map((value, order) => marker(series, scale.at(value), down(order), 3.5))}</g>
${interval !== undefined && line(scale.at(median?.estimate ?? 0), top + 4, scale.at(median?.estimate ?? 0), top + ROW - 4, "reference")}`;
  });
  return chart(
    { ...options, height: bottom + 44 },
    html`${horizontalAxis(scale, TOP, bottom, "milliseconds in the function (logarithmic)")}${marks}`,
  );
}
