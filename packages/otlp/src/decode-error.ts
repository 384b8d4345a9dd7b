/**
 * What arrived is not OTLP. `message` is the path of the field and the reason, for example
 * `resourceSpans[0].scopeSpans[0].spans[3].traceId: 4 bytes instead of 16`.
 */
export class OtlpDecodeError extends Error {
  override readonly name = "OtlpDecodeError";
  /** Where, in the names of OTLP/JSON; "" is the message as a whole. */
  readonly path: string;
  /** Why, without the path. */
  readonly reason: string;

  constructor(reason: string, path = "", options?: ErrorOptions) {
    super(path === "" ? reason : `${path}: ${reason}`, options);
    this.reason = reason;
    this.path = path;
  }
}

/**
 * The same failure seen from one level further out. Paths are put together on the way up, so that reading what
 * is well formed does not pay for them.
 */
export function within(segment: string, error: unknown): OtlpDecodeError {
  if (!(error instanceof OtlpDecodeError)) {
    return new OtlpDecodeError(error instanceof Error ? error.message : String(error), segment, { cause: error });
  }
  if (segment === "") return error;
  const separator = error.path === "" || error.path.startsWith("[") ? "" : ".";
  const options = error.cause === undefined ? undefined : { cause: error.cause };
  return new OtlpDecodeError(error.reason, `${segment}${separator}${error.path}`, options);
}
