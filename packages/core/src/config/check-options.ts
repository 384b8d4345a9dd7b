import type { IsobarOptions } from "../options.ts";
import type { Warn } from "./read.ts";

/** The values of `flush`. */
export const FLUSH_MODES = ["auto", "blocking", "deferred", "interval"] as const;
/** The values of `incomingContext`. */
export const INCOMING_CONTEXT = ["trust", "link", "ignore"] as const;
/** The values of `platformParent`. */
export const PLATFORM_PARENT = ["parent", "link", "ignore"] as const;
/** The values of `semconv`. */
export const SEMCONV_VERSIONS = ["1.45", "1.44", "dup"] as const;

const SIGNALS = ["traces", "metrics", "logs"] as const;

/** Only the options whose kind is right; the others are named in a warning. */
export function checkOptions(options: IsobarOptions, warn: Warn): IsobarOptions {
  const checked: Record<string, unknown> = { ...options };
  const expect = (name: keyof IsobarOptions, expected: string, isRight: (value: unknown) => boolean): void => {
    const value = checked[name];
    if (value === undefined || isRight(value)) return;
    warn(`option "${name}" must be ${expected}; it is ignored`);
    delete checked[name];
  };
  const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
  const isCallable = (value: unknown): boolean => typeof value === "function";
  const isMillis = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value) && value >= 0;
  expect("serviceName", "a non-empty string", (value) => typeof value === "string" && value.trim() !== "");
  expect("resource", "an object of attributes", isObject);
  expect(
    "sampler",
    "a sampler",
    (value) => isObject(value) && isCallable((value as Record<string, unknown>).shouldSample),
  );
  expect(
    "exporters",
    "an object with traces, metrics or logs",
    (value) => isObject(value) && areExporters(value as object),
  );
  expect("spanProcessors", "an array", Array.isArray);
  expect("instrumentations", "an array", Array.isArray);
  expect("ignore", "a function", isCallable);
  expect("beforeExport", "a function", isCallable);
  expect("flush", `one of ${FLUSH_MODES.join(", ")}`, (value) => FLUSH_MODES.some((mode) => mode === value));
  expect("flushTimeoutMillis", "a number of milliseconds", isMillis);
  expect("timeoutMillis", "a positive number of milliseconds", (value) => isMillis(value) && value !== 0);
  const isTrust = (value: unknown): boolean => INCOMING_CONTEXT.some((trust) => trust === value);
  expect("incomingContext", `one of ${INCOMING_CONTEXT.join(", ")}`, isTrust);
  expect("platformParent", `one of ${PLATFORM_PARENT.join(", ")}`, (value) =>
    PLATFORM_PARENT.some((use) => use === value),
  );
  expect("semconv", `one of ${SEMCONV_VERSIONS.join(", ")}`, (value) =>
    SEMCONV_VERSIONS.some((version) => version === value),
  );
  expect("readCarrier", "a function", isCallable);
  expect("privacy", "an object", isObject);
  for (const name of Object.keys(options)) {
    if (!KNOWN_OPTIONS.has(name)) warn(`option "${name}" is not known; it is ignored`);
  }
  return checked as IsobarOptions;
}

const KNOWN_OPTIONS: ReadonlySet<string> = new Set<keyof IsobarOptions>([
  "serviceName",
  "resource",
  "sampler",
  "exporters",
  "spanProcessors",
  "instrumentations",
  "ignore",
  "beforeExport",
  "flush",
  "flushTimeoutMillis",
  "timeoutMillis",
  "privacy",
  "incomingContext",
  "platformParent",
  "readCarrier",
  "semconv",
]);

function areExporters(value: object): boolean {
  return Object.entries(value).every(
    ([name, exporter]) =>
      SIGNALS.some((signal) => signal === name) &&
      (exporter === undefined || typeof (exporter as { export?: unknown } | null)?.export === "function"),
  );
}
