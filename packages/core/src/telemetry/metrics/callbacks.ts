import {
  type Attributes,
  type BatchObservableCallback,
  diag,
  type Observable,
  type ObservableCallback,
} from "@opentelemetry/api";
import { readErrorType } from "../../errors.ts";
import { readMeasured } from "./measured.ts";
import type { Storage } from "./storage.ts";

/** What the application observes its own values with; of a batch, which of its instruments is an argument. */
export type Callback = { readonly each: ObservableCallback } | { readonly batch: BatchObservableCallback };

/** The callbacks of a process, and what they may observe. */
export interface Callbacks {
  /** Makes an observable instrument. */
  createObservable(storage: Storage): Observable;
  add(callback: Callback, observables: readonly Observable[]): void;
  remove(callback: Callback, observables: readonly Observable[]): void;
  /**
   * Asks all of them. One that throws, or takes longer than `timeoutMillis`, is left out of this collection as a whole.
   * Never rejects.
   */
  observe(timeoutMillis: number): Promise<void>;
}

interface Registration {
  readonly callback: Callback;
  readonly observables: ReadonlySet<Observable>;
  /** One that always fails is not worth a warning at each collection. */
  hasFailed: boolean;
}

type Observation = readonly [storage: Storage, value: number, attributes: Attributes];

export function createCallbacks(): Callbacks {
  const storages = new Map<unknown, Storage>();
  const registrations: Registration[] = [];

  const readKnown = (observables: readonly Observable[]): Set<Observable> =>
    new Set(observables.filter((each) => storages.has(each)));
  const find = (callback: Callback, observables: ReadonlySet<Observable>): number =>
    registrations.findIndex(
      (each) =>
        readFunction(each.callback) === readFunction(callback) &&
        "batch" in each.callback === "batch" in callback &&
        each.observables.size === observables.size &&
        [...observables].every((observable) => each.observables.has(observable)),
    );
  const callbacks: Callbacks = {
    createObservable(storage) {
      const observable: Observable = {
        addCallback: (each) => callbacks.add({ each }, [observable]),
        removeCallback: (each) => callbacks.remove({ each }, [observable]),
      };
      storages.set(observable, storage);
      return observable;
    },
    add(callback, observables) {
      const known = readKnown(observables);
      if (known.size === 0)
        diag.error("isobar: a callback for observable instruments was given none that it can observe");
      else if (find(callback, known) < 0) registrations.push({ callback, observables: known, hasFailed: false });
    },
    remove(callback, observables) {
      const index = find(callback, readKnown(observables));
      if (index >= 0) registrations.splice(index, 1);
    },
    async observe(timeoutMillis) {
      const hanging = new Set<Registration>();
      const calls = registrations.map((registration) => call(registration, storages, hanging));
      if (hanging.size === 0) return;
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMillis);
      });
      await Promise.race([Promise.all(calls), timeout]);
      clearTimeout(timer);
      for (const registration of hanging) warn(registration, `took longer than ${timeoutMillis} ms`);
      hanging.clear();
    },
  };
  return callbacks;
}

function readFunction(callback: Callback): unknown {
  return "batch" in callback ? callback.batch : callback.each;
}

/**
 * Calls one, and keeps what it observes if it comes to a good end.
 *
 * @param hanging - those that have not yet; one that is taken out is not waited for any more
 */
function call(
  registration: Registration,
  storages: ReadonlyMap<unknown, Storage>,
  hanging: Set<Registration>,
): Promise<void> | undefined {
  const { callback, observables } = registration;
  const observations: Observation[] = [];
  const observe = (observable: unknown, given: number, attributes: Attributes = {}): void => {
    const storage = observables.has(observable as Observable) ? storages.get(observable) : undefined;
    const value = storage && readMeasured(given, storage);
    // The application may use one object for all of its observations.
    if (storage !== undefined && value !== undefined) observations.push([storage, value, { ...attributes }]);
  };
  const [only] = observables;
  const keep = (): void => {
    for (const [storage, value, attributes] of observations) storage.record(value, attributes);
  };
  const fail = (error: unknown): void => warn(registration, `failed (${readErrorType(error)})`);
  try {
    const returned: unknown =
      "batch" in callback
        ? callback.batch({ observe })
        : callback.each({ observe: (value, attributes) => observe(only, value, attributes) });
    if (typeof (returned as PromiseLike<void> | undefined)?.then !== "function") {
      keep();
      return;
    }
    hanging.add(registration);
    const settle = (end: (error: unknown) => void) => (result: unknown) => hanging.delete(registration) && end(result);
    return Promise.resolve(returned).then(settle(keep), settle(fail)) as Promise<unknown> as Promise<void>;
  } catch (error) {
    fail(error);
  }
}

function warn(registration: Registration, what: string): void {
  if (registration.hasFailed) return;
  registration.hasFailed = true;
  diag.warn(`isobar: a callback of an observable instrument ${what}; what it observes is left out`);
}
