import type { Interval } from "../../statistics/interval.ts";
import { type Html, html } from "../html.ts";
import { abbreviate } from "../plain-text.ts";
import { linearScale } from "./scale.ts";
import { box, type ChartOptions, chart, horizontalAxis, label, line, WIDTH } from "./svg.ts";

/** A part of a bar; its kind is a colour and a pattern. */
export interface BarPart {
  readonly kind: BarKind;
  readonly value: number;
}

export type BarKind = "network" | "connect" | "init" | "handler" | "requests" | "compute" | "storage";

/** One bar. */
export interface BarRow {
  readonly name: string;
  readonly detail: string;
  readonly parts: readonly BarPart[];
  /** Of the bar's end, the part that lies under a hatching: a share from 0 to 1. */
  readonly hatched?: number;
  /** Where the bar may end instead. */
  readonly range?: Interval;
  readonly text: string;
}

const LEFT = 190;
const RIGHT = WIDTH - 200;
const ROW = 50;
const TOP = 8;

/** Bars of parts that lie behind each other, from 0. */
export function bars(rows: readonly BarRow[], axis: string, options: Omit<ChartOptions, "height">): Html {
  const total = ({ parts }: BarRow) => parts.reduce((sum, { value }) => sum + value, 0);
  const most = rows.reduce((greatest, row) => Math.max(greatest, total(row), row.range?.high ?? 0), 0);
  const scale = linearScale(0, most > 0 ? most : 1, [LEFT, RIGHT]);
  const bottom = TOP + rows.length * ROW;
  const drawn = rows.map((row, index) => {
    const top = TOP + index * ROW + 9;
    const height = ROW - 20;
    let sum = 0;
    const parts = row.parts.map(({ kind, value }) => {
      const from = scale.at(sum);
      sum += value;
      const width = scale.at(sum) - from;
      return [box(from, top, width, height, `fill ${kind}`), box(from, top, width, height, `pattern ${kind}`)];
    });
    const from = scale.at(sum * (1 - (row.hatched ?? 0)));
    const { range } = row;
    return html`${label(0, top + 12, abbreviate(row.name, 24), "start strong")}${label(0, top + 29, row.detail, "start muted")}${parts}
${row.hatched !== undefined && row.hatched > 0 && box(from, top - 4, scale.at(sum) - from, height + 8, "rounding")}
${range !== undefined && range.high > range.low && [line(scale.at(range.low), top + height / 2, scale.at(range.high), top + height / 2, "whisker"), line(scale.at(range.high), top + 6, scale.at(range.high), top + height - 6, "whisker")]}
${label(RIGHT + 16, top + 20, row.text)}`;
  });
  return chart({ ...options, height: bottom + 44 }, html`${horizontalAxis(scale, TOP, bottom, axis)}${drawn}`);
}

/** The colour and pattern of a kind beside its name. */
export function barKey(kind: BarKind | "rounding"): Html {
  const drawn =
    kind === "rounding"
      ? box(1, 1, 20, 12, "rounding")
      : [box(0, 0, 22, 14, `fill ${kind}`), box(0, 0, 22, 14, `pattern ${kind}`)];
  return html`<svg class="key" aria-hidden="true" viewBox="0 0 22 14" width="22" height="14">${drawn}</svg>`;
}
