import { type Content, type Html, html } from "./html.ts";

/** A table with its head in the first row and, in each row, in the first cell. */
export interface Table {
  readonly caption: Content;
  readonly head: readonly Content[];
  readonly rows: readonly (readonly Content[])[];
  /** What the region is called that scrolls sideways where the page is narrow. */
  readonly name: string;
}

/** A table that a screen reader can find its way in, and that scrolls by itself where it is too wide. */
export function table({ caption, head, rows, name }: Table): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${name}, table"><table>
<caption>${caption}</caption>
<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map(([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}
