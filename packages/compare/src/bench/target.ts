import type { RunTarget } from "./types.ts";

/** A target as a user names it. */
export interface TargetSpec extends Pick<RunTarget, "id" | "name" | "version"> {
  /** As it is called, with its query string. */
  readonly url: URL;
}

const TARGET = /^([\w.-]+)(?:@([\w.+-]+))?=(.+)$/;

/**
 * Reads `aws=https://...` or `aws@1.4.0=https://...`.
 *
 * @returns undefined where it is neither
 */
export function parseTarget(text: string): TargetSpec | undefined {
  const [, name, version, address = ""] = TARGET.exec(text) ?? [];
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (name === undefined || (url?.protocol !== "http:" && url?.protocol !== "https:")) return undefined;
  return {
    id: version === undefined ? name : `${name}@${version}`,
    name,
    ...(version !== undefined && { version }),
    url,
  };
}

/** A URL that may be written down: keys of functions are in query strings. */
export function publicUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
