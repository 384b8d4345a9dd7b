import type { Env } from "../adapter.ts";

/** Reports a setting that cannot be used, by name; the default is taken instead. */
export type Warn = (message: string) => void;

/** A variable's value; the empty string counts as unset, as the OpenTelemetry specification has it. */
export function readString(env: Env, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === undefined || value === "" ? undefined : value;
}

/** `true` or `false` in any case; anything else warns and is `fallback`. */
export function readBoolean(env: Env, name: string, fallback: boolean, warn: Warn): boolean {
  const value = readString(env, name)?.toLowerCase();
  if (value === undefined) return fallback;
  if (value === "true") return true;
  if (value !== "false") warn(`${name} must be "true" or "false"; using ${fallback}`);
  return value === "false" ? false : fallback;
}

/** A finite number of at least `minimum`; anything else warns and is `fallback`. */
export function readNumber<Fallback extends number | undefined>(
  env: Env,
  name: string,
  fallback: Fallback,
  warn: Warn,
  minimum = 0,
): number | Fallback {
  const value = readString(env, name);
  if (value === undefined) return fallback;
  const number = Number(value);
  if (Number.isFinite(number) && number >= minimum) return number;
  warn(`${name} must be a number of at least ${minimum}; using ${fallback ?? "the default"}`);
  return fallback;
}

/** One of `values`, in any case; anything else warns and is `fallback`. */
export function readEnum<Value extends string>(
  env: Env,
  name: string,
  values: readonly Value[],
  fallback: Value,
  warn: Warn,
): Value {
  const value = readString(env, name)?.toLowerCase();
  if (value === undefined) return fallback;
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) warn(`${name} must be one of ${values.join(", ")}; using ${fallback}`);
  return found ?? fallback;
}

/**
 * A list `key=value,key=value` with percent-encoded values. Undefined, with a warning, where a part cannot be read:
 * the OpenTelemetry specification discards the whole value then. The values are never repeated in the warning.
 */
export function readPairs(env: Env, name: string, warn: Warn): Record<string, string> | undefined {
  const value = readString(env, name);
  if (value === undefined) return undefined;
  const pairs: Record<string, string> = {};
  for (const part of value.split(",")) {
    if (part.trim() === "") continue;
    const at = part.indexOf("=");
    const key = part.slice(0, at).trim();
    if (at < 0 || key === "") {
      warn(`${name} must be a list of key=value pairs; the whole value is ignored`);
      return undefined;
    }
    try {
      pairs[decodeURIComponent(key)] = decodeURIComponent(part.slice(at + 1).trim());
    } catch {
      warn(`${name} has a value that is not percent-encoded correctly; the whole value is ignored`);
      return undefined;
    }
  }
  return pairs;
}
