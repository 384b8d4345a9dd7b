import fc from "fast-check";

/** Values that break careless readers. */
export function hostileValues(): readonly (readonly [name: string, value: unknown])[] {
  const refuse = (): never => {
    throw new Error("hostile");
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  return [
    ["undefined", undefined],
    ["null", null],
    ["a string", "Records"],
    ["a number", Number.NaN],
    ["a function", () => {}],
    ["an empty array", []],
    ["an array of nothing", [null, undefined]],
    ["an object without a prototype", Object.create(null)],
    ["names of the prototype", JSON.parse('{"__proto__":{"Records":[1]},"constructor":1,"toString":null,"headers":1}')],
    ["a cycle", cycle],
    ["a proxy that throws", new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse })],
    ["a revoked proxy", revoked.proxy],
    ["getters that throw", withThrowingGetters(refuse)],
    ["a symbol", Symbol("event")],
    ["a bigint", 10n],
  ];
}

const COMMON_NAMES = [
  "Records",
  "body",
  "context",
  "data",
  "end",
  "headers",
  "id",
  "method",
  "name",
  "on",
  "options",
  "path",
  "rawPath",
  "requestContext",
  "type",
  "url",
  "version",
];

function withThrowingGetters(get: () => never): object {
  const object = {};
  for (const name of COMMON_NAMES) Object.defineProperty(object, name, { get, enumerable: true });
  return object;
}

/** Any value, and documents that have something of the real ones. */
export function arbitraryArgument(real: unknown): fc.Arbitrary<unknown> {
  const any = fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true, maxDepth: 4 });
  if (!isDocument(real)) return any;
  const paths = listPaths(real);
  const changed = fc
    .array(fc.tuple(fc.nat({ max: Math.max(0, paths.length - 1) }), any), { minLength: 1, maxLength: 4 })
    .map((changes) => {
      const copy: unknown = structuredClone(real);
      for (const [index, value] of changes) replaceAt(copy, paths[index] ?? [], value);
      return copy;
    });
  return fc.oneof({ weight: 3, arbitrary: changed }, { weight: 1, arbitrary: fc.jsonValue() }, any);
}

/** Plain data all through, so that it can be copied and changed. */
function isDocument(value: unknown): value is object {
  try {
    return typeof value === "object" && value !== null && isPlainThroughout(value);
  } catch {
    return false;
  }
}

function isPlainThroughout(value: unknown): boolean {
  if (typeof value === "function") return false;
  if (typeof value !== "object" || value === null) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype) return false;
  return Object.values(value).every(isPlainThroughout);
}

function listPaths(value: unknown, above: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [[...above, name], ...listPaths(item, [...above, name])]);
}

function replaceAt(root: unknown, path: readonly string[], value: unknown): void {
  let parent = root;
  for (const name of path.slice(0, -1)) parent = (parent as Record<string, unknown> | null | undefined)?.[name];
  const last = path.at(-1);
  if (last !== undefined && typeof parent === "object" && parent !== null && Object.isExtensible(parent)) {
    Reflect.set(parent, last, value);
  }
}

/** Freezes everything that can be reached, as far as it can be frozen. */
export function deepFreeze<Value>(value: Value, seen = new Set<unknown>()): Value {
  if (typeof value !== "object" || value === null || seen.has(value) || ArrayBuffer.isView(value)) return value;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
    if (descriptor !== undefined && "value" in descriptor) deepFreeze(descriptor.value, seen);
  }
  return Object.freeze(value);
}
