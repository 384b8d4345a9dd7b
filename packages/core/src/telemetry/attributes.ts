import { type Attributes, type AttributeValue, diag } from "@opentelemetry/api";

export const NO_LIMIT: number = Number.POSITIVE_INFINITY;

/** How a kind of attributes reads a value: a copy within the limit of lengths, or undefined for what is no value. */
export type CopyValue = (value: unknown, lengthLimit: number) => unknown;

/** What has attributes, and how many it could not take. */
export interface AttributeHolder {
  attributes?: Attributes;
  droppedAttributesCount?: number;
}

/** How many attributes there may be, and how long their strings and bytes. */
export interface AttributeLimits {
  readonly attributeCountLimit: number;
  readonly attributeValueLengthLimit: number;
}

/** Where an object or a list is that is being copied. */
interface Place {
  readonly value: object;
  readonly outer: Place | undefined;
}

/**
 * Sets one attribute to a copy of a value of any kind, unless it is one too many: the holder counts that.
 *
 * @param count - how many there are
 * @returns how many there are then
 */
export function putAttribute(
  holder: Required<AttributeHolder>,
  count: number,
  key: string,
  value: unknown,
  limits: AttributeLimits,
): number {
  if (value === undefined) return count;
  const isNew = !Object.hasOwn(holder.attributes, key);
  if (isNew && key !== "" && count >= limits.attributeCountLimit) {
    if (holder.droppedAttributesCount === 0) diag.warn("isobar: there are more attributes than may be");
    holder.droppedAttributesCount += 1;
    return count;
  }
  return setAttribute(holder.attributes, key, value, limits, copyAnyValue) && isNew ? count + 1 : count;
}

/**
 * Adds copies of attributes, and counts what is none, or one too many. What is undefined is not there.
 *
 * @returns how many were added
 */
export function addAttributes(
  holder: AttributeHolder,
  given: unknown,
  limits: AttributeLimits,
  countLimit: number = limits.attributeCountLimit,
  copy: CopyValue = copyAnyValue,
): number {
  if (typeof given !== "object" || given === null) return 0;
  holder.attributes ??= {};
  let count = 0;
  let dropped = holder.droppedAttributesCount ?? 0;
  for (const key in given) {
    const value = Object.hasOwn(given, key) ? (given as Record<string, unknown>)[key] : undefined;
    if (value === undefined) continue;
    if (count < countLimit && setAttribute(holder.attributes, key, value, limits, copy)) count += 1;
    else dropped += 1;
  }
  holder.droppedAttributesCount = dropped;
  return count;
}

/** @returns whether the value is one of an attribute: else there is a warning */
function setAttribute(
  attributes: Attributes,
  key: string,
  value: unknown,
  { attributeValueLengthLimit }: AttributeLimits,
  copy: CopyValue,
): boolean {
  const copied = key === "" ? undefined : copy(value, attributeValueLengthLimit);
  if (copied === undefined) {
    diag.warn(`isobar: "${key}" is left out: no name, or no value, of an attribute`);
    return false;
  }
  attributes[key] = copied as AttributeValue;
  return true;
}

/**
 * Strings, numbers, booleans, bytes and null, and lists and plain objects of these, as deep as they are.
 *
 * @see https://opentelemetry.io/docs/specs/otel/common/#anyvalue
 */
export function copyAnyValue(value: unknown, lengthLimit: number, outer?: Place): unknown {
  switch (typeof value) {
    case "string":
      return value.length > lengthLimit ? value.slice(0, lengthLimit) : value;
    case "number":
    case "boolean":
      return value;
    case "object":
      if (value === null) return value;
      if (value instanceof Uint8Array) return value.length > lengthLimit ? value.slice(0, lengthLimit) : value;
      return copyObject(value, lengthLimit, outer);
    default:
      return undefined;
  }
}

function copyObject(value: object, lengthLimit: number, outer: Place | undefined): unknown {
  // One that is inside itself has no end.
  for (let place = outer; place !== undefined; place = place.outer) if (place.value === value) return undefined;
  const inside = { value, outer };
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    for (const item of value) {
      const copied = copyAnyValue(item, lengthLimit, inside);
      if (copied === undefined && item !== undefined) return undefined;
      list.push(copied);
    }
    return list;
  }
  if (value.constructor !== Object && value.constructor !== undefined) return undefined;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    copy[key] = copyAnyValue(item, lengthLimit, inside);
    if (copy[key] === undefined) return undefined;
  }
  return copy;
}

/** A string, a number, a boolean, or a list of one of the three, in which there may be gaps. */
export function copySimpleValue(value: unknown, lengthLimit: number): unknown {
  return (Array.isArray(value) ? isSimpleList(value) : isSimple(value)) ? copyAnyValue(value, lengthLimit) : undefined;
}

function isSimpleList(list: readonly unknown[]): boolean {
  let type: string | undefined;
  for (const item of list) {
    if (item === undefined || item === null) continue;
    type ??= typeof item;
    if (!isSimple(item) || typeof item !== type) return false;
  }
  return true;
}

function isSimple(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
