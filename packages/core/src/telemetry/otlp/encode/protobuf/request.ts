import type { Resource } from "@opentelemetry/resources";
import { oncePerResource, type ResourceGroup, type Scope, type ScopeGroup } from "../groups.ts";
import { writeAttributes, writeOptionalText } from "./values.ts";
import { encodeFields, encodeMessage, writeEncoded, writeInteger, writeMessage, writeText } from "./writer.ts";

type WriteItem<Item> = (item: Item) => void;

/**
 * A request of any signal: they differ in what a single record is alone.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto
 */
export function encodeRequest<Item>(groups: readonly ResourceGroup<Item>[], writeItem: WriteItem<Item>): Uint8Array {
  return encodeMessage((all) => {
    for (const group of all) writeMessage(1, writeResourceGroup<Item>, group, writeItem);
  }, groups);
}

function writeResourceGroup<Item>({ resource, scopes }: ResourceGroup<Item>, writeItem: WriteItem<Item>): void {
  writeEncoded(encodeResource(resource));
  for (const scope of scopes) writeMessage(2, writeScopeGroup<Item>, scope, writeItem);
  writeOptionalText(3, resource.schemaUrl);
}

function writeScopeGroup<Item>({ scope, items }: ScopeGroup<Item>, writeItem: WriteItem<Item>): void {
  writeMessage(1, writeScope, scope);
  for (const item of items) writeMessage(2, writeItem, item);
  writeOptionalText(3, scope.schemaUrl);
}

/** The larger part of most requests is always the same. */
const encodeResource = oncePerResource((resource) =>
  encodeFields((all) => writeMessage(1, writeResource, all), resource),
);

function writeResource({ attributes }: Resource): void {
  writeAttributes(attributes, 1);
  writeInteger(2, 0);
}

function writeScope({ name, version, attributes, droppedAttributesCount }: Scope): void {
  writeText(1, name);
  writeOptionalText(2, version);
  writeAttributes(attributes, 3);
  if (droppedAttributesCount) writeInteger(4, droppedAttributesCount);
}
