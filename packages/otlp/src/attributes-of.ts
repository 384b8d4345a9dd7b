import type { Attributes } from "./attributes.ts";
import type { Resource, Scope } from "./model.ts";

/** Anything with a resource and a scope; a metric has no attributes of its own, its points have. */
export interface Attributed {
  resource: Resource;
  scope: Scope;
  attributes?: Attributes;
}

/**
 * Everything that is said about an entry in one object: the attributes of its resource, of its scope, and its own,
 * the nearer winning. For a point of a metric: `attributesOf(metric, point)`.
 */
export function attributesOf(item: Attributed, point?: { attributes: Attributes }): Attributes {
  return { ...item.resource.attributes, ...item.scope.attributes, ...item.attributes, ...point?.attributes };
}
