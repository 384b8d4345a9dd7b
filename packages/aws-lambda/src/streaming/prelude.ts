/** Longest prelude that is read: status, headers and cookies are far shorter. */
const MAX_BYTES = 65_536;
const DELIMITER = Buffer.alloc(8);
const DEFAULT_STATUS = 200;

/** Reads the status code from a prelude that comes in pieces. */
export interface PreludeReader {
  /**
   * Takes the next piece as it is written.
   *
   * @returns whether no more is needed
   */
  push(chunk: unknown): boolean;
  /** The prelude's `statusCode` as it stands there, 200 where it has none, null where no prelude could be read. */
  readonly statusCode: unknown;
}

function readStatusCode(prelude: Buffer): unknown {
  try {
    const fields = JSON.parse(prelude.toString()) as { statusCode?: unknown } | null;
    return fields?.statusCode ?? DEFAULT_STATUS;
  } catch {
    return null;
  }
}

/** Makes a reader for one prelude: JSON, then eight NUL bytes. */
export function createPreludeReader(): PreludeReader {
  let read: Buffer = Buffer.alloc(0);
  let statusCode: unknown = null;
  return {
    push(chunk) {
      if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) return true;
      read = Buffer.concat([read, typeof chunk === "string" ? Buffer.from(chunk) : chunk]);
      const end = read.indexOf(DELIMITER);
      if (end >= 0) statusCode = readStatusCode(read.subarray(0, end));
      return end >= 0 || read.length > MAX_BYTES;
    },
    get statusCode() {
      return statusCode;
    },
  };
}
