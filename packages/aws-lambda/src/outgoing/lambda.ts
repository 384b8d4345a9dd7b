import type { Attributes, OutgoingCall } from "@isobar/core";
import { readOwn } from "@isobar/core/describe";
import { ATTR_FAAS_INVOKED_NAME, ATTR_FAAS_INVOKED_PROVIDER, ATTR_FAAS_INVOKED_REGION } from "@isobar/core/semconv";

const INVOCATION = /^\/[\d-]+\/functions\/([^/]+)\/(invocations|invoke-async|response-streaming-invocations)\/?$/;
const OPERATIONS: Readonly<Record<string, string>> = {
  invocations: "Invoke",
  "invoke-async": "InvokeAsync",
  "response-streaming-invocations": "InvokeWithResponseStream",
};

/** The function that a call to Lambda's API invokes: by its name, `account:name`, or its whole or partial ARN. */
export function readInvoke(
  call: OutgoingCall,
  region: string | undefined,
): { readonly operation?: string; readonly attributes: Attributes } {
  const [, given, action = ""] = INVOCATION.exec(call.path) ?? [];
  const operation = readOwn(OPERATIONS, action);
  if (given === undefined || operation === undefined) return { attributes: {} };
  const parts = given.replaceAll(/%3A/gi, ":").split(":");
  const at = parts.indexOf("function");
  // Without "function" it is the name, the name and a qualifier, or an account and the name.
  const name = at >= 0 ? parts[at + 1] : /^\d{12}$/.test(parts[0] ?? "") ? parts[1] : parts[0];
  const invokedRegion = parts[0] === "arn" ? parts[3] : region;
  return {
    operation,
    attributes: {
      [ATTR_FAAS_INVOKED_PROVIDER]: "aws",
      ...(name !== undefined && /^[\w-]{1,140}$/.test(name) && { [ATTR_FAAS_INVOKED_NAME]: name }),
      ...(invokedRegion !== undefined && { [ATTR_FAAS_INVOKED_REGION]: invokedRegion }),
    },
  };
}
