/** Why the receiver refuses a request. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Record<string, string> = {}, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.headers = headers;
  }
}

const rpcCodes: Readonly<Record<number, number>> = { 400: 3, 404: 5, 405: 12, 413: 8, 415: 3, 503: 14 };

/** The `google.rpc.Code` that goes with an HTTP status; INTERNAL where there is none. */
export function rpcCodeOf(status: number): number {
  return rpcCodes[status] ?? 13;
}
