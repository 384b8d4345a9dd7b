import { type Attributes, type AttributeValue, diag } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";

/** What telemetry is of: attributes that are known at once. Those that no attribute can be are left out. */
export function createResource(given: Readonly<Record<string, unknown>>, schemaUrl?: string): Resource {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(given)) {
    if (name !== "" && isAttributeValue(value)) attributes[name] = value;
    else if (value !== undefined && value !== null) diag.warn(`isobar: the resource attribute "${name}" is left out`);
  }
  return {
    attributes,
    ...(schemaUrl !== undefined && { schemaUrl }),
    asyncAttributesPending: false,
    merge: (other) =>
      other === null ? createResource(attributes, schemaUrl) : mergeInto(other, attributes, schemaUrl),
    getRawAttributes: () => Object.entries(attributes),
  };
}

/** What both say, the other one's word counting more. */
function mergeInto(other: Resource, attributes: Attributes, schemaUrl: string | undefined): Resource {
  return createResource({ ...attributes, ...other.attributes }, other.schemaUrl || schemaUrl);
}

/** A string, a number, a boolean, or a list of one of the three in which there may be gaps. */
function isAttributeValue(value: unknown): value is AttributeValue {
  if (!Array.isArray(value)) return isScalar(value);
  const types = new Set(value.filter((item) => item !== null && item !== undefined).map((item) => typeof item));
  return types.size <= 1 && value.every((item) => item === null || item === undefined || isScalar(item));
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
