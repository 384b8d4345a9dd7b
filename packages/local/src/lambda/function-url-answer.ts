/** An HTTP answer of a Function URL. */
export interface FunctionUrlAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

/** They belong to the connection, not to the function. */
const NOT_TAKEN = new Set(["connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"]);
const JSON_TYPE = { "content-type": "application/json" };

/** What the caller gets where the function failed or its result has no valid form. */
export const BAD_GATEWAY: FunctionUrlAnswer = {
  status: 502,
  headers: JSON_TYPE,
  cookies: [],
  body: Buffer.from("Internal Server Error"),
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readStatus(value: unknown): number | undefined {
  const status = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof status === "number" && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}

function readHeaders(value: unknown): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  if (value === undefined || value === null) return { ...JSON_TYPE };
  if (!isRecord(value)) return undefined;
  for (const [name, header] of Object.entries(value)) {
    if (!["string", "number", "boolean"].includes(typeof header)) return undefined;
    if (!NOT_TAKEN.has(name.toLowerCase())) headers[name.toLowerCase()] = String(header);
  }
  return { ...JSON_TYPE, ...headers };
}

function readCookies(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every((cookie) => typeof cookie === "string") ? value : undefined;
}

function readBody(result: Record<string, unknown>): Buffer | undefined {
  const { body, isBase64Encoded } = result;
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body !== "string") return undefined;
  return Buffer.from(body, isBase64Encoded === true ? "base64" : "utf8");
}

/**
 * Turns a function's result into the HTTP answer of a Function URL: an object with `statusCode` by its fields, any
 * other JSON as the body of a 200, a text without its quotes, and a malformed one into {@link BAD_GATEWAY}.
 */
export function readFunctionUrlAnswer(payload: Buffer): FunctionUrlAnswer {
  let result: unknown;
  try {
    result = JSON.parse(payload.toString());
  } catch {
    return BAD_GATEWAY;
  }
  if (!isRecord(result) || result.statusCode === undefined) {
    const body = typeof result === "string" ? Buffer.from(result) : payload;
    return { status: 200, headers: JSON_TYPE, cookies: [], body };
  }
  const status = readStatus(result.statusCode);
  const headers = readHeaders(result.headers);
  const cookies = readCookies(result.cookies);
  const body = readBody(result);
  if (status === undefined || headers === undefined || cookies === undefined || body === undefined) return BAD_GATEWAY;
  return { status, headers, cookies, body };
}
