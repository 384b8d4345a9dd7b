import type { Breakdown } from "../../compare/types.ts";
import { formatNumber } from "../../output/format.ts";
import { type BarKind, type BarPart, barKey, bars } from "../charts/bars.ts";
import { html } from "../html.ts";
import type { Section, View } from "../view.ts";

const PARTS: readonly {
  readonly kind: BarKind;
  readonly name: string;
  readonly read: (own: Breakdown) => number | undefined;
}[] = [
  { kind: "connect", name: "opening the connection", read: ({ connect }) => connect },
  { kind: "network", name: "network and platform", read: ({ networkAndPlatform }) => networkAndPlatform },
  { kind: "init", name: "init", read: ({ init }) => init },
  { kind: "handler", name: "handler", read: ({ handler }) => handler },
];

/** Where a client's waiting went. */
export function breakdownSection({ comparison }: View): Section | undefined {
  const shown = comparison.groups.flatMap(({ id, client }) => (client?.breakdown ?? []).map((own) => ({ id, own })));
  if (shown.length === 0) return undefined;
  const rows = shown.map(({ id, own }) => ({
    name: id,
    detail: `${own.temperature}, n ${own.n}`,
    parts: PARTS.flatMap(({ kind, read }): BarPart[] => {
      const value = read(own);
      return value === undefined ? [] : [{ kind, value }];
    }),
    text: `${formatNumber(own.client)} ms in all`,
  }));
  const used = PARTS.filter(({ kind }) => rows.some(({ parts }) => parts.some((part) => part.kind === kind)));
  const description = shown.map(({ id, own }) => {
    const told = used.map(({ name, read }) => [name, read(own)] as const).filter(([, value]) => value !== undefined);
    return `${id}, ${own.temperature}: ${told.map(([name, value]) => `${name} ${formatNumber(value ?? 0)} ms`).join(", ")}`;
  });
  return {
    id: "breakdown",
    title: "Where the time went",
    content: html`<p>Medians of each part of what the client waited for. The client's and the function's clocks are never subtracted from each other: network and platform are what is left of the client's time without the function's. Medians of parts need not add up to the median of the whole.</p>
<ul class="legend">${used.map(({ kind, name }) => html`<li>${barKey(kind)} ${name}</li>`)}</ul>
${bars(rows, "milliseconds", { id: "breakdown-chart", title: "Where the client's time went", description: description.join("; ") })}
<ul class="values">${description.map((text) => html`<li>${text}</li>`)}</ul>`,
  };
}
