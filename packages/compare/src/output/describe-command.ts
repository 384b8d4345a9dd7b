import { withoutCredentials } from "../store/open-store.ts";

/** A command as a shell reads it, without credentials: for a report that others see. */
export function describeCommand(words: readonly string[]): string {
  return words.map((word) => quoteForShell(withoutCredentials(word))).join(" ");
}

function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
