import fc from "fast-check";

/**
 * Copies of an event in which a few members were replaced, removed, renamed or cut short, frozen to the ground: what a
 * reader of events has to hold for. A property that fails shrinks to the changes that matter.
 *
 * @param document - an event, as JSON has it; it is not changed
 */
export function mutated<Value>(document: Value): fc.Arbitrary<Value> {
  const change = fc.record({
    where: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
    how: fc.constantFrom("replace", "remove", "rename", "cut"),
    value: fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(undefined, "", "__proto__", Number.NaN, "%A%")),
    name: fc.constantFrom("__proto__", "constructor", "toString", "Traceparent", "data", "0"),
  });
  return fc.array(change, { maxLength: 4 }).map((changes) => {
    const copy = { document: structuredClone(document) };
    for (const { where, how, value, name } of changes) {
      const [parent, key] = find(copy, where);
      if (how === "remove") delete parent[key];
      else if (how === "rename" && !Array.isArray(parent))
        Object.defineProperty(parent, name, {
          value: parent[key],
          enumerable: true,
          writable: true,
          configurable: true,
        });
      else if (how === "replace") parent[key] = structuredClone(value);
      else if (typeof parent[key] === "string") parent[key] = parent[key].slice(0, parent[key].length / 2);
    }
    return freeze(copy.document);
  });
}

/** A member somewhere below, by numbers that choose the way. */
function find(root: object, where: readonly number[]): [Record<string, unknown>, string] {
  let parent = root as Record<string, unknown>;
  let key = "document";
  for (const step of where) {
    const next = parent[key];
    if (typeof next !== "object" || next === null || Object.keys(next).length === 0) break;
    parent = next as Record<string, unknown>;
    const keys = Object.keys(parent);
    key = keys[step % keys.length] ?? key;
  }
  return [parent, key];
}

function freeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freeze(member);
  }
  return value;
}
