import type { Env } from "@isobar/core";
import { readString } from "@isobar/core/describe";

/**
 * Replaces the app settings that a binding's property names between percent signs (`%QUEUE%`) by their values. A name
 * that is not set stays as it is. As in the host, `a:b` is the variable `a__b`, and case does not matter.
 */
export function resolveAppSettings(text: string, env: Env): string {
  if (!text.includes("%")) return text;
  return text.replaceAll(/%([^%]+)%/g, (whole, name: string) => readSetting(name, env) ?? whole);
}

/** The same for a binding's property that may not be there. */
export function readResolved(value: unknown, env: Env): string | undefined {
  const text = readString(value);
  return text === undefined ? undefined : resolveAppSettings(text, env);
}

function readSetting(name: string, env: Env): string | undefined {
  const variable = name.replaceAll(":", "__");
  if (env[variable] !== undefined) return env[variable];
  const wanted = variable.toLowerCase();
  const key = Object.keys(env).find((candidate) => candidate.toLowerCase() === wanted);
  return key === undefined ? undefined : env[key];
}
