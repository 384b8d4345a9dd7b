import type { Resource } from "@opentelemetry/resources";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";

/** Who has made a record; of a logger's scope there can be attributes. */
export type Scope = ReadableLogRecord["instrumentationScope"];

/** What one resource has to say, as OTLP groups it. */
export interface ResourceGroup<Item> {
  readonly resource: Resource;
  readonly scopes: readonly ScopeGroup<Item>[];
}

export interface ScopeGroup<Item> {
  readonly scope: Scope;
  readonly items: readonly Item[];
}

interface Grouped {
  readonly resource: Resource;
  readonly instrumentationScope: Scope;
}

/**
 * Groups records by resource and scope, each in the order in which it came first.
 *
 * @param keyOf - what makes two scopes of one resource the same
 */
export function groupRecords<Item extends Grouped>(
  items: readonly Item[],
  keyOf: (scope: Scope) => unknown = (scope) => scope,
): ResourceGroup<Item>[] {
  const groups = new Map<Resource, Map<unknown, { scope: Scope; items: Item[] }>>();
  for (const item of items) {
    const { resource, instrumentationScope: scope } = item;
    let scopes = groups.get(resource);
    if (scopes === undefined) {
      scopes = new Map();
      groups.set(resource, scopes);
    }
    const key = keyOf(scope);
    const group = scopes.get(key);
    if (group === undefined) scopes.set(key, { scope, items: [item] });
    else group.items.push(item);
  }
  return Array.from(groups, ([resource, scopes]) => ({ resource, scopes: [...scopes.values()] }));
}

/** Makes something of a resource, and that once as long as it is the same one: a process has one. */
export function oncePerResource<Made>(make: (resource: Resource) => Made): (resource: Resource) => Made {
  let last: { readonly resource: Resource; readonly made: Made } | undefined;
  return (resource) => {
    if (last?.resource === resource) return last.made;
    const made = make(resource);
    last = resource.asyncAttributesPending ? undefined : { resource, made };
    return made;
  };
}
