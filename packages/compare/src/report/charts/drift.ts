import type { Block } from "../../compare/types.ts";
import { type Html, html } from "../html.ts";
import { linearScale } from "./scale.ts";
import { marker, seriesClass } from "./series.ts";
import { type ChartOptions, chart, fixed, horizontalAxis, verticalAxis, WIDTH } from "./svg.ts";

/** One group's stretches of time. */
export interface DriftSeries {
  readonly series: number;
  readonly blocks: readonly Block[];
}

const LEFT = 60;
const RIGHT = WIDTH - 16;
const TOP = 14;
const BOTTOM = 220;

/** Medians over time: level lines are what a comparison wishes for. */
export function drift(groups: readonly DriftSeries[], options: Omit<ChartOptions, "height">): Html {
  const points = groups.flatMap(({ blocks }) => blocks.flatMap(pointOf));
  const first = points.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const last = points.reduce((most, { at }) => Math.max(most, at), first);
  const most = points.reduce((greatest, { p50 }) => Math.max(greatest, p50), 0);
  const unit = last - first > 3 * 3_600_000 ? HOURS : last - first > 3 * 60_000 ? MINUTES : SECONDS;
  const across = linearScale(0, (last - first) / unit.millis, [LEFT, RIGHT], 10);
  const up = linearScale(0, most, [BOTTOM, TOP], 5);
  const lines = groups.map(({ series, blocks }) => {
    const own = blocks
      .flatMap(pointOf)
      .map(({ at, p50 }) => [across.at((at - first) / unit.millis), up.at(p50)] as const);
    const path = own.map(([x, y]) => `${fixed(x)},${fixed(y)}`).join(" ");
    return html`<polyline class="line ${seriesClass(series)}" points="${path}"/>${own.map(([x, y]) => marker(series, x, y, 4.5))}`;
  });
  return chart(
    { ...options, height: BOTTOM + 44 },
    html`${verticalAxis(up, LEFT, RIGHT)}${horizontalAxis(across, TOP, BOTTOM, `${unit.name} since the first`)}${lines}`,
  );
}

const HOURS = { name: "hours", millis: 3_600_000 };
const MINUTES = { name: "minutes", millis: 60_000 };
const SECONDS = { name: "seconds", millis: 1000 };

function pointOf({ from, to, p50 }: Block): { at: number; p50: number }[] {
  return p50 === undefined ? [] : [{ at: (from + to) / 2, p50 }];
}
