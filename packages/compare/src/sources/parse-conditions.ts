import { InputError } from "../input-error.ts";

/**
 * Reads conditions as they are written: "trigger=http".
 * @throws InputError where there is no name or no "="
 */
export function parseConditions(conditions: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    conditions.map((condition) => {
      const at = condition.indexOf("=");
      if (at < 1) throw new InputError(`--where needs NAME=VALUE, for example trigger=http, not "${condition}"`);
      return [condition.slice(0, at), condition.slice(at + 1)];
    }),
  );
}
