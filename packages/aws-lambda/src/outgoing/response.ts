import type { Outcome, OutgoingCall } from "@isobar/core";
import { ATTR_AWS_REQUEST_ID } from "@isobar/core/semconv";
import { readXrayHeader, XRAY_HEADER } from "../xray.ts";

/** What the headers of AWS's answers say: the request's id, and which error it is. */
export function readResponse(statusCode: number, header: OutgoingCall["header"]): Outcome {
  const id = header("x-amzn-requestid") ?? header("x-amzn-request-id") ?? header("x-amz-request-id");
  const error = header("x-amzn-query-error") ?? header("x-amzn-errortype");
  // With a namespace before it, or a fault or a URL behind it.
  const errorType = /^(?:[^#]*#)?([\w.]{1,128})(?:[;:,]|$)/.exec(error ?? "")?.[1];
  return {
    ...(id !== undefined && { attributes: { [ATTR_AWS_REQUEST_ID]: id } }),
    ...(statusCode >= 400 && errorType !== undefined && { errorType }),
  };
}

/** The SDK sends the context of Lambda itself. Ours goes in its place; the lineage, by which AWS finds loops, stays. */
export function mergeHeader(name: string, ours: string, theirs: string): string | undefined {
  if (name !== XRAY_HEADER) return undefined;
  const lineage = /(?:^|;)\s*Lineage=[^;]*/i.test(ours) ? undefined : readXrayHeader(theirs)?.lineage;
  return lineage === undefined ? ours : `${ours};Lineage=${lineage}`;
}
