import { type Content, type Html, html } from "../html.ts";
import { formatTick, type Scale } from "./scale.ts";

/** What each chart is drawn in; units are pixels where the page is wide enough. */
export const WIDTH = 880;

/** A chart and what is said of it to those who do not see it. */
export interface ChartOptions {
  /** Unique in the document. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in words and numbers. */
  readonly description: string;
  readonly height: number;
}

/** An image that scrolls sideways by itself where the page is narrow: so its text stays large enough to read. */
export function chart({ id, title, description, height }: ChartOptions, content: Content): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${title}, chart">
<svg class="chart" role="img" aria-labelledby="${id}-title ${id}-description" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
${content}
</svg></div>`;
}

/** A coordinate with as many digits as are seen. */
export function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A straight line. */
export function line(x1: number, y1: number, x2: number, y2: number, name: string): Html {
  return html`<line class="${name}" x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}"/>`;
}

/** A rectangle; without width it is not there. */
export function box(x: number, y: number, width: number, height: number, name: string): Html {
  const wide = fixed(Math.max(0, width));
  return html`<rect class="${name}" x="${fixed(x)}" y="${fixed(y)}" width="${wide}" height="${fixed(height)}"/>`;
}

/** A label; `name` says where it is anchored: "start", "middle" or "end". */
export function label(x: number, y: number, text: string, name = "start"): Html {
  return html`<text class="${name}" x="${fixed(x)}" y="${fixed(y)}">${text}</text>`;
}

/** Vertical lines at a scale's ticks, with their values below and the scale's name under them. */
export function horizontalAxis(scale: Scale, top: number, bottom: number, name: string, format = formatTick): Html {
  const ticks = scale.ticks.map((tick) => {
    const x = scale.at(tick);
    return [line(x, top, x, bottom, "grid"), label(x, bottom + 17, format(tick), "middle tick")];
  });
  return html`<g>${ticks}${label((scale.at(Number.NEGATIVE_INFINITY) + scale.at(Number.POSITIVE_INFINITY)) / 2, bottom + 36, name, "middle axis")}</g>`;
}

/** Horizontal lines at a scale's ticks, with their values at the left. */
export function verticalAxis(scale: Scale, left: number, right: number, format = formatTick): Html {
  const ticks = scale.ticks.map((tick) => {
    const y = scale.at(tick);
    return [line(left, y, right, y, "grid"), label(left - 8, y + 4, format(tick), "end tick")];
  });
  return html`<g>${ticks}</g>`;
}
