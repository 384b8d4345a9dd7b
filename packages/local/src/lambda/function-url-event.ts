import type { IncomingMessage } from "node:http";
import { REGION } from "./environment.ts";

/** The event of a Function URL, payload format 2.0. */
export interface FunctionUrlEvent {
  readonly version: "2.0";
  readonly routeKey: "$default";
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly accountId: "anonymous";
    readonly apiId: string;
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: "$default";
    readonly stage: "$default";
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** What the front end adds to a request. */
export interface FunctionUrlOptions {
  readonly requestId: string;
  /** The id in the function's domain. */
  readonly urlId: string;
  /** `Root=1-...` */
  readonly traceRoot: string;
  readonly timeEpochMillis: number;
}

/** They end at the front end; cookies have a field of their own. */
const NOT_PASSED_ON = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "expect", "cookie"]);
const TEXT = /^(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml))\b)/i;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12/Mar/2020:19:03:58 +0000` */
function formatTime(epochMillis: number): string {
  const [day = "", time = ""] = new Date(epochMillis).toISOString().split("T");
  const [year, month, date] = day.split("-");
  return `${date}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}

function readQuery(query: string): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = parameters.get(name);
    parameters.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(parameters);
}

function readHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (!NOT_PASSED_ON.has(name) && values !== undefined) headers[name] = values.join(",");
  }
  return headers;
}

function isText(headers: Readonly<Record<string, string>>, body: Buffer): boolean {
  const type = headers["content-type"];
  if (headers["content-encoding"] !== undefined || (type !== undefined && !TEXT.test(type))) return false;
  return Buffer.from(body.toString()).equals(body);
}

/** Turns an HTTP request into the event that a Function URL sends. */
export function describeFunctionUrlEvent(
  request: IncomingMessage,
  body: Buffer,
  options: FunctionUrlOptions,
): FunctionUrlEvent {
  const [rawPath = "/", ...rest] = (request.url ?? "/").split("?");
  const rawQueryString = rest.join("?");
  const query = readQuery(rawQueryString);
  const domainName = `${options.urlId}.lambda-url.${REGION}.on.aws`;
  const sourceIp = request.socket.remoteAddress ?? "127.0.0.1";
  const received = readHeaders(request);
  const headers = {
    ...received,
    host: domainName,
    "x-amzn-trace-id": options.traceRoot,
    "x-forwarded-for": [received["x-forwarded-for"], sourceIp].filter((part) => part !== undefined).join(","),
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
  };
  const cookies = (request.headers.cookie ?? "").split(";").map((cookie) => cookie.trim());
  const given = cookies.filter((cookie) => cookie !== "");
  const text = isText(received, body);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    ...(given.length === 0 ? {} : { cookies: given }),
    headers,
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: "anonymous",
      apiId: options.urlId,
      domainName,
      domainPrefix: options.urlId,
      http: {
        method: request.method ?? "GET",
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: received["user-agent"] ?? "",
      },
      requestId: options.requestId,
      routeKey: "$default",
      stage: "$default",
      time: formatTime(options.timeEpochMillis),
      timeEpoch: options.timeEpochMillis,
    },
    ...(body.length === 0 ? {} : { body: text ? body.toString() : body.toString("base64") }),
    isBase64Encoded: body.length > 0 && !text,
  };
}
