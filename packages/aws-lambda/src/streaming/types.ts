/** The parts of the runtime's response stream that Isobar looks at. */
export interface ResponseStream {
  write(...args: unknown[]): unknown;
  end(...args: unknown[]): unknown;
  setContentType?(...args: unknown[]): unknown;
  /** Where `HttpResponseStream.from` leaves its prelude for the first write. */
  _onBeforeFirstWrite?: ((write: (...args: unknown[]) => unknown, ...rest: unknown[]) => unknown) | undefined;
  readonly writableEnded?: boolean;
}

/** Whether the runtime called the handler as one that streams: the second argument is no context then. */
export function isResponseStream(value: unknown): value is ResponseStream {
  if (typeof value !== "object" || value === null) return false;
  try {
    const { write, end } = value as Partial<ResponseStream>;
    return typeof write === "function" && typeof end === "function";
  } catch {
    return false;
  }
}
