import type { Comparison, Group } from "../compare/types.ts";
import type { StoredTrace } from "../store/types.ts";
import { key } from "./charts/series.ts";
import { type Content, type Html, html } from "./html.ts";
import { shorten } from "./plain-text.ts";

/** What a section is written from. */
export interface View {
  readonly comparison: Comparison;
  /** By trace id: those of the invocations that are shown one by one. */
  readonly traces: ReadonlyMap<string, StoredTrace>;
}

/** A section of the report; without `content` it is not there. */
export interface Section {
  /** Unique, for links. */
  readonly id: string;
  readonly title: string;
  readonly content: Content;
}

/** A name of telemetry may be anything: the rest of a longer one says nothing. */
export const LONGEST_NAME = 120;

/** The place of a group among all: its colour, dash and mark. */
export function seriesOf({ groups }: Comparison, id: string): number {
  return Math.max(
    0,
    groups.findIndex((group) => group.id === id),
  );
}

/** A group's name beside its line and mark, as every chart has them. */
export function groupName(comparison: Comparison, id: string): Html {
  return html`<span class="group">${key(seriesOf(comparison, id))} <bdi>${shorten(id, LONGEST_NAME)}</bdi></span>`;
}

/** What marks stand for which group. */
export function legend(comparison: Comparison, groups: readonly Pick<Group, "id">[]): Html {
  return html`<ul class="legend">${groups.map(({ id }) => html`<li>${groupName(comparison, id)}</li>`)}</ul>`;
}
