import type { OutgoingCall } from "../adapter.ts";

/** A request that is about to be sent, whichever client sends it. */
export interface OutgoingRequest extends OutgoingCall {
  /** Undefined where it is not known. */
  readonly port: number | undefined;
  /** Sets a header, in place of one of that name; undefined where it is too late for headers. */
  readonly setHeader: ((name: string, value: string) => void) | undefined;
}

const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/** Where a request goes. The path may be a whole URL, as it is to a proxy, or something else, as it is for `CONNECT`. */
export function readTarget(
  origin: string,
  path: string,
): Pick<OutgoingRequest, "scheme" | "host" | "port" | "path" | "query"> {
  // Joined as texts: as a relative reference, "//other/path" would be another host's.
  const rest = path.startsWith("/") ? path : "/";
  const url = new URL(isWholeUrl(path) ? path : `${origin.replace(/\/$/, "")}${rest}`);
  const scheme = url.protocol === "https:" ? "https" : "http";
  return {
    scheme,
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? DEFAULT_PORTS[scheme] : Number(url.port),
    path: url.pathname,
    query: (name) => url.searchParams.get(name) ?? undefined,
  };
}

/** True where a request's path names scheme and host, too. */
export function isWholeUrl(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** Scheme, host and port, the port only where it is not the scheme's own; undefined where the port is not known. */
export function readOrigin({
  scheme,
  host,
  port,
}: Pick<OutgoingRequest, "scheme" | "host" | "port">): string | undefined {
  if (port === undefined) return undefined;
  const name = host.includes(":") ? `[${host}]` : host;
  return `${scheme}://${name.toLowerCase()}${port === DEFAULT_PORTS[scheme] ? "" : `:${port}`}`;
}

/** A list of headers as undici and HTTP/2 have them: names and values in turn, in text or in bytes. */
export function readHeaderList(list: readonly unknown[], name: string): string | undefined {
  const found: string[] = [];
  for (let index = 0; index + 1 < list.length; index += 2) {
    if (String(list[index]).toLowerCase() === name) found.push(String(list[index + 1]));
  }
  return found.length === 0 ? undefined : found.join(", ");
}

/** A header's value in one text; undefined where there is none. */
export function readHeaderValue(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : [value].flat().join(", ");
}

const MAX_BODY_START = 8192;

/** The first few KiB of a chunk. Names of resources are ASCII, so that a character that was cut in two does not matter. */
export function readBodyStart(chunk: unknown): string | undefined {
  if (typeof chunk === "string") return chunk.slice(0, MAX_BODY_START);
  if (!ArrayBuffer.isView(chunk)) return undefined;
  const length = Math.min(chunk.byteLength, MAX_BODY_START);
  return Buffer.from(chunk.buffer, chunk.byteOffset, length).toString("latin1");
}
