import type { Comparison, Distribution, Group, Layer } from "../../compare/types.ts";
import { formatEstimate } from "../../output/format.ts";
import { drift } from "../charts/drift.ts";
import { ecdf } from "../charts/ecdf.ts";
import { type Html, html } from "../html.ts";
import { legend, type Section, seriesOf, type View } from "../view.ts";

/** The distributions of warm invocations, and whether they stayed what they were. */
export function latencySection({ comparison }: View): Section | undefined {
  const charts = [
    distributions(comparison, "client", "Latency seen by the client", ({ client }) => client?.latency.warm),
    distributions(comparison, "function", "Duration in the function", ({ duration }) => duration.warm),
    driftChart(comparison),
  ].filter((content) => content !== undefined);
  return charts.length === 0 ? undefined : { id: "latency", title: "Warm invocations", content: charts };
}

function distributions(
  comparison: Comparison,
  layer: Layer,
  title: string,
  read: (group: Group) => Distribution | undefined,
): Html | undefined {
  const shown = comparison.groups.flatMap((group) => {
    const distribution = read(group);
    return distribution === undefined ? [] : [{ id: group.id, distribution }];
  });
  if (shown.length === 0) return undefined;
  const description = shown.map(
    ({ id, distribution: { n, p50, p95 } }) =>
      `${id}: ${n} invocations, p50 ${formatEstimate(p50)}, p95 ${formatEstimate(p95)}`,
  );
  return html`<h3>${title}</h3>
<p>Which share of warm invocations took at most so long: the line further left is the faster one. Where two lines cross, one group is faster mostly and slower at worst.</p>
${legend(comparison, shown)}
${ecdf(
  shown.map(({ id, distribution }) => ({ series: seriesOf(comparison, id), points: distribution.ecdf })),
  { id: `ecdf-${layer}`, title: `${title}, distribution`, description: description.join("; ") },
)}`;
}

function driftChart(comparison: Comparison): Html | undefined {
  const shown = comparison.groups.filter(({ blocks }) => blocks.filter(({ p50 }) => p50 !== undefined).length > 1);
  if (shown.length === 0) return undefined;
  const description = shown.map(({ id, blocks }) => {
    const medians = blocks.flatMap(({ p50 }) => (p50 === undefined ? [] : [p50]));
    return `${id}: between ${Math.round(Math.min(...medians) * 10) / 10} and ${Math.round(Math.max(...medians) * 10) / 10} milliseconds`;
  });
  return html`<h3>Over time</h3>
<p>Medians of warm invocations in the function, in milliseconds, for stretches of equal length. A line that climbs or falls says that something other than the group changed meanwhile.</p>
${legend(comparison, shown)}
${drift(
  shown.map(({ id, blocks }) => ({ series: seriesOf(comparison, id), blocks })),
  { id: "drift", title: "Warm medians over time", description: description.join("; ") },
)}`;
}
