import { type Html, html } from "../html.ts";
import { fixed, line } from "./svg.ts";

/** Colours, dashes and markers; a ninth group has the first one's colour, but another marker. */
const COLOURS = 8;
const MARKERS = 7;

/** The classes of a group's lines and marks: its colour and its dashes. */
export function seriesClass(index: number): string {
  return `s${index % COLOURS}`;
}

/** A group's mark: a shape of its own, so that no colour is needed to tell it. */
export function marker(index: number, x: number, y: number, size = 5): Html {
  const name = `mark ${seriesClass(index)}`;
  const points = (...pairs: readonly (readonly [number, number])[]) => {
    const path = pairs.map(([dx, dy]) => `${fixed(x + dx * size)},${fixed(y + dy * size)}`).join(" ");
    return html`<polygon class="${name}" points="${path}"/>`;
  };
  switch (index % MARKERS) {
    case 0:
      return html`<circle class="${name}" cx="${fixed(x)}" cy="${fixed(y)}" r="${size}"/>`;
    case 1:
      return points([-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]);
    case 2:
      return points([0, -1.15], [1.1, 0.85], [-1.1, 0.85]);
    case 3:
      return points([0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]);
    case 4:
      return points([0, 1.15], [1.1, -0.85], [-1.1, -0.85]);
    case 5:
      return points(
        [-0.4, -1.2],
        [0.4, -1.2],
        [0.4, -0.4],
        [1.2, -0.4],
        [1.2, 0.4],
        [0.4, 0.4],
        [0.4, 1.2],
        [-0.4, 1.2],
        [-0.4, 0.4],
        [-1.2, 0.4],
        [-1.2, -0.4],
        [-0.4, -0.4],
      );
    default:
      return points([-1, -0.2], [0, -1.2], [1, -0.2], [0.6, 1.1], [-0.6, 1.1]);
  }
}

/** A group's line and mark beside its name. */
export function key(index: number): Html {
  return html`<svg class="key" aria-hidden="true" viewBox="0 0 34 14" width="34" height="14">${line(1, 7, 33, 7, `line ${seriesClass(index)}`)}${marker(index, 17, 7, 4.5)}</svg>`;
}
