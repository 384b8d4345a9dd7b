import { oncePerResource, type ResourceGroup, type Scope, type ScopeGroup } from "../groups.ts";
import { toKeyValues } from "./values.ts";

/** What the lists of one signal are called. */
export interface ListNames {
  readonly resources: string;
  readonly scopes: string;
  readonly items: string;
}

/**
 * A request of any signal: they differ in what a single record is, and in the names of its lists. What is undefined is
 * left out.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function encodeRequest<Item>(
  groups: readonly ResourceGroup<Item>[],
  names: ListNames,
  describeItem: (item: Item) => object,
): Uint8Array {
  const describeScopeGroup = ({ scope, items }: ScopeGroup<Item>): object => ({
    scope: describeScope(scope),
    [names.items]: items.map((item) => describeItem(item)),
    schemaUrl: scope.schemaUrl,
  });
  const texts = groups.map(({ resource, scopes }) => {
    const schemaUrl = resource.schemaUrl || undefined;
    const rest = JSON.stringify({
      // Where the official serializer has it for metrics: the bytes are compared.
      ...(names.items === "metrics" && { schemaUrl }),
      [names.scopes]: scopes.map(describeScopeGroup),
      schemaUrl,
    });
    return `{"resource":${stringifyResource(resource)},${rest.slice(1)}`;
  });
  return new TextEncoder().encode(`{"${names.resources}":[${texts.join()}]}`);
}

/** The larger part of most requests is always the same. */
const stringifyResource = oncePerResource(({ attributes, schemaUrl }) =>
  JSON.stringify({
    attributes: toKeyValues(attributes),
    droppedAttributesCount: 0,
    schemaUrl: schemaUrl || undefined,
  }),
);

function describeScope({ name, version, attributes, droppedAttributesCount = 0 }: Scope): object {
  const described = toKeyValues(attributes);
  return { name, version, ...(described.length > 0 && { attributes: described, droppedAttributesCount }) };
}
