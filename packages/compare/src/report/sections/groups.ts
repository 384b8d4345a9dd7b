import type { Comparison, Group } from "../../compare/types.ts";
import { usedColumns } from "../../output/columns.ts";
import { type Content, html } from "../html.ts";
import { shorten } from "../plain-text.ts";
import { table } from "../table.ts";
import { formatTime } from "../time.ts";
import { groupName, type Section, type View } from "../view.ts";

/** More groups than that are rows, not columns. */
const MOST_COLUMNS = 6;

/** All figures of all groups. */
export function groupsSection({ comparison }: View): Section {
  const { groups, level } = comparison;
  const measures = usedColumns(groups).map(({ title, cell }) => [
    title,
    ...groups.map((group) => emphasize(cell(group) ?? "–")),
  ]);
  const facts = FACTS.filter(({ read }) => groups.some((group) => read(group) !== "")).map(({ title, read }) => [
    title,
    ...groups.map((group) => shorten(read(group), 200) || "–"),
  ]);
  const names = groups.map(({ id }) => groupName(comparison, id));
  return {
    id: "groups",
    title: "Groups",
    content: [
      arrange({
        name: "Figures of each group",
        caption: `Figures of each group, in brackets the ${level * 100} % interval. “n too small”: with so few samples no interval of this level exists, so no number is shown. “few instances”: too few to say how others would do.`,
        names,
        measures,
      }),
      arrange({ name: "What each group is", caption: describeBasis(comparison), names, measures: facts }),
    ],
  };
}

const FACTS: readonly { readonly title: string; readonly read: (group: Group) => string }[] = [
  { title: "cloud", read: ({ facts }) => facts.clouds.join(", ") },
  { title: "function", read: ({ facts }) => facts.functions.join(", ") },
  { title: "version", read: ({ facts }) => facts.versions.join(", ") },
  { title: "region", read: ({ facts }) => facts.regions.join(", ") },
  { title: "trigger", read: ({ facts }) => facts.triggers.join(", ") },
  { title: "instances", read: ({ facts }) => (facts.instances === 0 ? "" : String(facts.instances)) },
  { title: "held up by a cold start", read: ({ waitedForColdStart: n }) => (n === 0 ? "" : String(n)) },
  { title: "first", read: ({ window }) => formatTime(window.from) },
  { title: "last", read: ({ window }) => formatTime(window.to) },
];

function describeBasis({ by, where }: Comparison): string {
  const narrowed = Object.entries(where ?? {}).map(([name, value]) => `${name} ${value}`);
  const of = narrowed.length === 0 ? "all invocations" : `invocations of ${narrowed.join(" and ")}`;
  return `What each group is: ${of}, by ${by.join(", ")}.`;
}

/** A column for each group, as there is more to say of each than there are groups; a row each where there are many. */
function arrange(parts: {
  readonly name: string;
  readonly caption: string;
  readonly names: readonly Content[];
  readonly measures: readonly (readonly Content[])[];
}): Content {
  const { name, caption, names, measures } = parts;
  if (names.length <= MOST_COLUMNS) return table({ name, caption, head: ["", ...names], rows: measures });
  const head = ["Group", ...measures.map(([title]) => title)];
  const rows = names.map((group, index) => [group, ...measures.map((cells) => cells[index + 1])]);
  return table({ name, caption, head, rows });
}

/** The estimate before its interval; what is missing, less. */
function emphasize(text: string): Content {
  if (text === "–" || text === "n too small" || text === "few instances")
    return html`<span class="muted">${text}</span>`;
  const [estimate = "", ...rest] = text.split(" ");
  return html`<span class="number">${estimate}</span>${rest.length > 0 && html` <span class="muted">${rest.join(" ")}</span>`}`;
}
