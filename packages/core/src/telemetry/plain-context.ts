import type { Context } from "@opentelemetry/api";

/**
 * The API's contexts have functions of their own in each one. V8 makes a hidden class for every such object, among the
 * old ones, and by it the context and all that is in it stays until a full collection: each invocation's span would. These
 * share their functions. One is its last entry and what was there before, with every key once.
 */
class PlainContext implements Context {
  declare private readonly _key: symbol | undefined;
  declare private readonly _value: unknown;
  declare private readonly _rest: PlainContext | undefined;

  constructor(key?: symbol, value?: unknown, rest?: PlainContext) {
    this._key = key;
    this._value = value;
    this._rest = rest;
  }

  getValue(key: symbol): unknown {
    if (this._key === key) return this._value;
    return this._rest?.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new PlainContext(key, value, this._without(key));
  }

  deleteValue(key: symbol): Context {
    return this._without(key);
  }

  private _without(key: symbol): PlainContext {
    const { _rest: rest } = this;
    if (rest === undefined) return this;
    if (this._key === key) return rest;
    const left = rest._without(key);
    return left === rest ? this : new PlainContext(this._key, this._value, left);
  }
}

/** Nothing is in it. What begins with this one in place of the API's goes on with contexts of this kind. */
export const EMPTY_CONTEXT: Context = new PlainContext();
