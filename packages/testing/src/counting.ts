/**
 * The value under an observer that counts each read of a property, at any depth: shows without a clock that a reader
 * looks no further into a large event than into a small one.
 */
export function counting<Value extends object>(value: Value): { readonly value: Value; readonly reads: () => number } {
  let reads = 0;
  const observe = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get(object, name, receiver) {
        reads += 1;
        const member: unknown = Reflect.get(object, name, receiver);
        return typeof member === "object" && member !== null ? observe(member) : member;
      },
      ownKeys(object) {
        const keys = Reflect.ownKeys(object);
        reads += keys.length;
        return keys;
      },
    });
  return { value: observe(value), reads: () => reads };
}
