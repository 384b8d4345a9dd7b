import { UsageError } from "../usage-error.ts";

/** @throws UsageError where an option's value is no such number */
export function readNumber(
  name: string,
  text: string | undefined,
  {
    whole = false,
    from,
    to = Number.MAX_SAFE_INTEGER,
  }: { readonly whole?: boolean; readonly from: number; readonly to?: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= from && value <= to && (!whole || Number.isInteger(value))) return value;
  const range = to === Number.MAX_SAFE_INTEGER ? `of at least ${from}` : `from ${from} to ${to}`;
  throw new UsageError(`--${name} needs a ${whole ? "whole " : ""}number ${range}, not "${text}"`);
}
