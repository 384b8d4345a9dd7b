import type { ServerResponse } from "node:http";
import type { InvocationResponse } from "./messages.ts";
import type { RpcHttp, RpcHttpCookie, TypedData } from "./typed-data.ts";

const SAME_SITE: Readonly<Record<string, string>> = { strict: "strict", lax: "lax", explicitNone: "none" };
const MILLIS_PER_SECOND = 1000;

/** A cookie as the host's web server writes it. */
function formatCookie(cookie: RpcHttpCookie): string {
  const parts = [`${encodeURIComponent(cookie.name ?? "")}=${encodeURIComponent(cookie.value ?? "")}`];
  const seconds = cookie.expires?.value?.seconds;
  if (typeof seconds === "number") parts.push(`expires=${new Date(seconds * MILLIS_PER_SECOND).toUTCString()}`);
  const maxAge = cookie.maxAge?.value;
  if (typeof maxAge === "number") parts.push(`max-age=${Math.trunc(maxAge)}`);
  const domain = cookie.domain?.value;
  if (typeof domain === "string") parts.push(`domain=${domain}`);
  parts.push(`path=${cookie.path?.value ?? "/"}`);
  if (cookie.secure?.value === true) parts.push("secure");
  const sameSite = SAME_SITE[cookie.sameSite ?? ""];
  if (sameSite !== undefined) parts.push(`samesite=${sameSite}`);
  if (cookie.httpOnly?.value === true) parts.push("httponly");
  return parts.join("; ");
}

function toBytes(body: TypedData | null | undefined): Buffer {
  if (body?.bytes !== undefined && body.bytes !== null) return Buffer.from(body.bytes);
  return Buffer.from(body?.string ?? body?.json ?? "");
}

function findHttp(response: InvocationResponse): RpcHttp | undefined {
  if (response.returnValue?.http) return response.returnValue.http;
  return response.outputData?.find(({ data }) => data?.http)?.data?.http ?? undefined;
}

/** Answers the caller with what the function returned; a function that returned nothing gives 204. */
export function answerHttp(response: ServerResponse, invocation: InvocationResponse): void {
  const http = findHttp(invocation);
  if (http === undefined) {
    response.writeHead(204).end();
    return;
  }
  for (const [name, value] of Object.entries(http.headers ?? {})) response.setHeader(name, value);
  for (const cookie of http.cookies ?? []) response.appendHeader("set-cookie", formatCookie(cookie));
  const body = toBytes(http.body);
  response.removeHeader("transfer-encoding");
  response.statusCode = Number(http.statusCode ?? 200);
  if (body.length > 0) response.setHeader("content-length", body.length);
  response.end(body);
}
