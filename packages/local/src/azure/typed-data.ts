/** A value as host and worker exchange it: exactly one field is set, or none for nothing. */
export interface TypedData {
  readonly string?: string | null;
  readonly json?: string | null;
  readonly bytes?: Uint8Array | null;
  readonly int?: number | null;
  readonly double?: number | null;
  readonly http?: RpcHttp | null;
  readonly collectionString?: { readonly string: readonly string[] } | null;
  readonly collectionBytes?: { readonly bytes: readonly Uint8Array[] } | null;
  readonly collectionDouble?: { readonly double: readonly number[] } | null;
  readonly collectionSint64?: { readonly sint64: readonly number[] } | null;
}

/** A string that may be absent. */
export interface Nullable<Value> {
  readonly value?: Value | null;
}

/** A cookie of an answer. */
export interface RpcHttpCookie {
  readonly name?: string | null;
  readonly value?: string | null;
  readonly domain?: Nullable<string> | null;
  readonly path?: Nullable<string> | null;
  readonly expires?: Nullable<{ readonly seconds?: number | null }> | null;
  readonly secure?: Nullable<boolean> | null;
  readonly httpOnly?: Nullable<boolean> | null;
  readonly sameSite?: string | null;
  readonly maxAge?: Nullable<number> | null;
}

/** An HTTP request or answer. */
export interface RpcHttp {
  readonly method?: string;
  readonly url?: string;
  readonly nullableHeaders?: Readonly<Record<string, Nullable<string>>>;
  readonly nullableParams?: Readonly<Record<string, Nullable<string>>>;
  readonly nullableQuery?: Readonly<Record<string, Nullable<string>>>;
  readonly identities?: readonly unknown[];
  readonly statusCode?: string | null;
  readonly headers?: Readonly<Record<string, string>> | null;
  readonly cookies?: readonly RpcHttpCookie[] | null;
  readonly body?: TypedData | null;
}

/** A value as the host sends it, by its kind. */
export function toTypedData(value: unknown): TypedData {
  if (value === undefined || value === null) return {};
  if (typeof value === "string") return { string: value };
  if (typeof value === "number") return Number.isInteger(value) ? { int: value } : { double: value };
  if (value instanceof Uint8Array) return { bytes: value };
  if (Array.isArray(value) && value.length > 0) {
    if (value.every((item) => typeof item === "string")) return { collectionString: { string: value } };
    if (value.every((item) => item instanceof Uint8Array)) return { collectionBytes: { bytes: value } };
    if (value.every((item) => Number.isInteger(item))) return { collectionSint64: { sint64: value as number[] } };
    if (value.every((item) => typeof item === "number")) return { collectionDouble: { double: value } };
  }
  return { json: JSON.stringify(value) };
}

function toMessageText(item: unknown): string {
  return typeof item === "string" ? item : (JSON.stringify(item) ?? "");
}

/** The input of a batch: messages arrive as text (or bytes), one by one, whatever they hold. */
export function toBatch(items: readonly unknown[]): TypedData {
  if (items.length > 0 && items.every((item) => item instanceof Uint8Array)) {
    return { collectionBytes: { bytes: items } };
  }
  return { collectionString: { string: items.map(toMessageText) } };
}

/** What a worker's value stands for. */
export function fromTypedData(data: TypedData | null | undefined): unknown {
  if (data === undefined || data === null) return undefined;
  if (typeof data.json === "string") return JSON.parse(data.json) as unknown;
  return (
    data.string ??
    data.bytes ??
    data.int ??
    data.double ??
    data.http ??
    data.collectionString?.string ??
    data.collectionBytes?.bytes ??
    data.collectionDouble?.double ??
    data.collectionSint64?.sint64 ??
    undefined
  );
}
