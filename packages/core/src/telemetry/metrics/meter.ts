import { type Attributes, diag, type Meter, type MetricOptions, type Observable, ValueType } from "@opentelemetry/api";
import type { Callbacks } from "./callbacks.ts";
import { readMeasured } from "./measured.ts";
import type { Descriptor, InstrumentType, ObservableType, SyncInstrumentType } from "./model.ts";
import type { Storage } from "./storage.ts";

/** The storages of a meter's instruments, in their order. */
export type Storages = Map<string, Storage[]>;

/**
 * A meter as the API has it. Two instruments of one name and kind are one; of one name and different kinds each is
 * collected for itself, with a warning.
 */
export function createMeter(
  storages: Storages,
  callbacks: Callbacks,
  createStorage: (descriptor: Descriptor) => Storage,
): Meter {
  const getStorage = (name: string, type: InstrumentType, options: MetricOptions | undefined): Storage => {
    const descriptor = describe(name, type, options);
    // The specification has names that differ in upper and lower case alone be one, in the case that came first.
    const key = String(name).toLowerCase();
    const others = storages.get(key) ?? [];
    storages.set(key, others);
    const same = others.find((other) => isSame(other.descriptor, descriptor));
    if (others.length > (same === undefined ? 0 : 1)) {
      diag.warn(`isobar: metric ${name} has instruments of different types, units or value types; each is exported`);
    }
    if (same === undefined) {
      const storage = createStorage(descriptor);
      others.push(storage);
      return storage;
    }
    if (same.descriptor.description !== descriptor.description) {
      diag.warn(`isobar: metric ${name} has instruments with different descriptions; the longest is exported`);
      const isLonger = descriptor.description.length > same.descriptor.description.length;
      if (isLonger) same.descriptor = { ...same.descriptor, description: descriptor.description };
    }
    return same;
  };
  const adder = (type: SyncInstrumentType) => (name: string, options?: MetricOptions) => ({
    add: createRecord(getStorage(name, type, options)),
  });
  const recorder = (type: SyncInstrumentType) => (name: string, options?: MetricOptions) => ({
    record: createRecord(getStorage(name, type, options)),
  });
  const observable =
    (type: ObservableType) =>
    (name: string, options?: MetricOptions): Observable =>
      callbacks.createObservable(getStorage(name, type, options));
  return {
    createCounter: adder("COUNTER"),
    createUpDownCounter: adder("UP_DOWN_COUNTER"),
    createHistogram: recorder("HISTOGRAM"),
    createGauge: recorder("GAUGE"),
    createObservableCounter: observable("OBSERVABLE_COUNTER"),
    createObservableUpDownCounter: observable("OBSERVABLE_UP_DOWN_COUNTER"),
    createObservableGauge: observable("OBSERVABLE_GAUGE"),
    addBatchObservableCallback: (batch, observables) => callbacks.add({ batch }, observables),
    removeBatchObservableCallback: (batch, observables) => callbacks.remove({ batch }, observables),
  };
}

function createRecord(storage: Storage): (value: number, attributes?: Attributes) => void {
  return (given, attributes) => {
    const value = readMeasured(given, storage);
    if (value === undefined) return;
    try {
      storage.record(value, attributes);
    } catch {
      // Attributes that do not let themselves be read: no reason for the caller to fail.
      diag.warn(
        `isobar: a value of metric ${storage.descriptor.name} has attributes that cannot be read; it is left out`,
      );
    }
  };
}

function describe(name: string, type: InstrumentType, options: MetricOptions | undefined): Descriptor {
  // Without the flag `i`, which takes V8 a quarter of a millisecond the first time.
  if (!/^[A-Za-z][A-Za-z0-9_.\-/]{0,254}$/.test(name)) {
    diag.warn(
      `isobar: "${name}" is no valid name of a metric: ASCII letters, digits and _.-/, 255 at most, a letter first`,
    );
  }
  return {
    name,
    type,
    description: options?.description ?? "",
    unit: options?.unit ?? "",
    valueType: options?.valueType ?? ValueType.DOUBLE,
    advice: options?.advice ?? {},
  };
}

function isSame(one: Descriptor, other: Descriptor): boolean {
  return one.type === other.type && one.unit === other.unit && one.valueType === other.valueType;
}
