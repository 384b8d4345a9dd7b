import type { Link } from "@opentelemetry/api";
import { addAttributes } from "../attributes.ts";
import type { Limits } from "./model.ts";

/** A link as a span has it: what is changed of the given one afterwards does not count. */
export function createLink({ context, attributes }: Link, limits: Limits): Link {
  const link: Link = { context };
  addAttributes(link, attributes, limits, limits.attributePerLinkCountLimit);
  return link;
}
