/** An object that is made when somebody first uses one of its members. */
export function createLazyObject<Value extends object>(make: () => Value): Value {
  return new Proxy({} as Value, {
    get(_target, name) {
      const value = make();
      const member: unknown = Reflect.get(value, name);
      return typeof member === "function" ? member.bind(value) : member;
    },
    has: (_target, name) => Reflect.has(make(), name),
    getPrototypeOf: () => Reflect.getPrototypeOf(make()),
  });
}
