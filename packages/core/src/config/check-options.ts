import type { IsobarOptions, PrivacyOptions } from "../options.ts";
import type { Warn } from "./read.ts";

/** The values of `flush`. */
export const FLUSH_MODES = ["auto", "blocking", "deferred", "interval"] as const;
/** The values of `incomingContext`. */
export const INCOMING_CONTEXT = ["trust", "link", "ignore"] as const;
/** The values of `platformParent`. */
export const PLATFORM_PARENT = ["auto", "span", "parent", "link", "ignore"] as const;
/** The values of `outgoingCalls`, as a variable has them. */
export const OUTGOING_CALLS = ["auto", "true", "false"] as const;
/** The values of `semconv`. */
export const SEMCONV_VERSIONS = ["1.45", "1.44", "dup"] as const;

const SIGNALS = ["traces", "metrics", "logs"] as const;

/** Only the options whose kind is right, and that are known; the others are named in a warning. */
export function checkOptions(options: IsobarOptions, warn: Warn): IsobarOptions {
  if (!isObject(options)) {
    warn("the options must be an object; they are ignored");
    return {};
  }
  const checked: Record<string, unknown> = { ...options };
  const expect = (name: keyof IsobarOptions, expected: string, isRight: (value: unknown) => boolean): void => {
    const value = checked[name];
    if (value === undefined || isRight(value)) return;
    warn(`option "${name}" must be ${expected}; it is ignored`);
    delete checked[name];
  };
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
  expect("spanProcessors", "an array of span processors", (value) => isArrayOf(value, isSpanProcessor));
  expect("instrumentations", "an array of instrumentations", (value) => isArrayOf(value, isObject));
  expect("ignore", "a function", isCallable);
  expect("beforeExport", "a function", isCallable);
  expect("flush", `one of ${FLUSH_MODES.join(", ")}`, (value) => FLUSH_MODES.some((mode) => mode === value));
  expect("flushTimeoutMillis", "a number of milliseconds", isMillis);
  expect("maxAgeMillis", "a number of milliseconds", isMillis);
  expect("timeoutMillis", "a positive number of milliseconds", (value) => isMillis(value) && value !== 0);
  for (const name of ["earlySpan", "serverTiming"] as const) {
    expect(name, "true or false", (value) => typeof value === "boolean");
  }
  const isTrust = (value: unknown): boolean => INCOMING_CONTEXT.some((trust) => trust === value);
  expect("incomingContext", `one of ${INCOMING_CONTEXT.join(", ")}`, isTrust);
  expect("platformParent", `one of ${PLATFORM_PARENT.join(", ")}`, (value) =>
    PLATFORM_PARENT.some((use) => use === value),
  );
  expect("outgoingCalls", 'true, false or "auto"', (value) => OUTGOING_CALLS.some((use) => use === String(value)));
  expect("propagateTo", "an array of origins", Array.isArray);
  expect("semconv", `one of ${SEMCONV_VERSIONS.join(", ")}`, (value) =>
    SEMCONV_VERSIONS.some((version) => version === value),
  );
  expect("readCarrier", "a function", isCallable);
  expect("privacy", "an object", isObject);
  if (checked.privacy !== undefined) checked.privacy = checkPrivacy(checked.privacy as PrivacyOptions, warn);
  for (const name of Object.keys(options)) {
    if (KNOWN_OPTIONS.has(name)) continue;
    warn(`option "${name}" is not known; it is ignored`);
    delete checked[name];
  }
  return checked as IsobarOptions;
}

function checkPrivacy(privacy: PrivacyOptions, warn: Warn): PrivacyOptions | undefined {
  const isRight: Record<string, (value: unknown) => boolean> = {
    exceptionMessage: (value) => typeof value === "boolean",
    urlPath: (value) => URL_PATH.some((use) => use === value),
    redactFields: (value) => isArrayOf(value, (name) => typeof name === "string"),
  };
  const good = Object.entries(privacy).filter(([name, value]) => {
    if (value === undefined) return false;
    if (isRight[name]?.(value) === true) return true;
    warn(`option "privacy.${name}" is not known or has a wrong value; it is ignored`);
    return false;
  });
  return good.length === 0 ? undefined : Object.fromEntries(good);
}

const URL_PATH = ["redacted", "full", "omit"] as const;

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCallable(value: unknown): boolean {
  return typeof value === "function";
}

function isArrayOf(value: unknown, isRight: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isRight);
}

function isSpanProcessor(value: unknown): boolean {
  const { onStart, onEnd } = (value ?? {}) as { onStart?: unknown; onEnd?: unknown };
  return isCallable(onStart) && isCallable(onEnd);
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
  "maxAgeMillis",
  "timeoutMillis",
  "privacy",
  "earlySpan",
  "serverTiming",
  "incomingContext",
  "platformParent",
  "outgoingCalls",
  "propagateTo",
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
