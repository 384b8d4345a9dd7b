import fc from "fast-check";

/**
 * Copies of an event in which a few members were replaced, removed, renamed or cut short, frozen to the ground: what a
 * reader of events has to hold for. A property that fails shrinks to the changes that matter.
 *
 * @param document - an event, as JSON has it; it is not changed
 */
export function mutated<Value>(document: Value): fc.Arbitrary<Value> {
  const places = findPlaces({ document });
  const change = fc.record({
    where: fc.constantFrom(...places),
    how: fc.constantFrom("replace", "remove", "rename", "cut"),
    value: fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(undefined, "", "__proto__", Number.NaN, "%A%")),
    name: fc.constantFrom("__proto__", "constructor", "toString", "Traceparent", "data", "0"),
  });
  return fc.array(change, { maxLength: 4 }).map((changes) => {
    const copy = { document: structuredClone(document) };
    for (const { where, how, value, name } of changes) {
      const [parent, key] = find(copy, where);
      if (parent === undefined) continue;
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

type Path = readonly string[];

/** The ways to all members below: each is as likely to be changed as any other, however deep it lies. */
function findPlaces(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [[...path, name], ...findPlaces(member, [...path, name])]);
}

/** The object that has the member, and its name there; no object where an earlier change took it away. */
function find(root: object, path: Path): [Record<string, unknown> | undefined, string] {
  let parent: unknown = root;
  for (const name of path.slice(0, -1)) parent = readMember(parent, name);
  return [
    typeof parent === "object" && parent !== null ? (parent as Record<string, unknown>) : undefined,
    path.at(-1) ?? "",
  ];
}

function readMember(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function freeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freeze(member);
  }
  return value;
}
