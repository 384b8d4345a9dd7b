import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import { type Context, type ContextManager, ROOT_CONTEXT } from "@opentelemetry/api";

type Listener = (...args: unknown[]) => unknown;

const ADD = ["addListener", "on", "once", "prependListener", "prependOnceListener"] as const;
const REMOVE = ["off", "removeListener"] as const;

/** Keeps the active context over asynchronous calls. */
export function createContextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const bound = new WeakSet<EventEmitter>();

  const bindFunction = <Bound extends Listener>(context: Context, target: Bound): Bound => {
    const wrapper = function (this: unknown, ...args: unknown[]): unknown {
      return storage.run(context, () => target.apply(this, args));
    };
    Object.defineProperty(wrapper, "length", { configurable: true, value: target.length });
    return wrapper as unknown as Bound;
  };

  /** All that is added to the emitter from now on runs in the context. */
  const bindEmitter = (context: Context, emitter: EventEmitter): void => {
    if (bound.has(emitter)) return;
    bound.add(emitter);
    const wrappers = new WeakMap<Listener, Listener>();
    // Node's `once` calls `on` with a wrapper of its own, by which the listener is removed.
    let isAdding = false;
    for (const name of ADD) {
      const add = emitter[name] as Listener;
      emitter[name] = function (this: EventEmitter, event: unknown, listener: Listener) {
        if (isAdding) return add.call(this, event, listener) as EventEmitter;
        const wrapper = wrappers.get(listener) ?? bindFunction(context, listener);
        wrappers.set(listener, wrapper);
        isAdding = true;
        try {
          return add.call(this, event, wrapper) as EventEmitter;
        } finally {
          isAdding = false;
        }
      } as never;
    }
    for (const name of REMOVE) {
      const remove = emitter[name] as Listener;
      emitter[name] = function (this: EventEmitter, event: unknown, listener: Listener) {
        return remove.call(this, event, wrappers.get(listener) ?? listener) as EventEmitter;
      } as never;
    }
  };

  return {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (context, work, thisArg, ...args) => storage.run(context, () => work.apply(thisArg as never, args)),
    bind(context, target) {
      if (typeof target === "function") return bindFunction(context, target as never);
      if (target instanceof EventEmitter) bindEmitter(context, target);
      return target;
    },
    enable() {
      return this;
    },
    disable() {
      storage.disable();
      return this;
    },
  };
}
