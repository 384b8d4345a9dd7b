import type { RuntimeClient } from "./client.ts";
import type { RuntimeLog } from "./console.ts";
import { createContext, type LambdaContext } from "./context.ts";

/** The handler's arguments. */
export interface Invocation {
  readonly event: unknown;
  readonly context: LambdaContext;
}

/** Waits for an event, and prepares the process for its invocation. */
export async function nextInvocation(options: { client: RuntimeClient; log: RuntimeLog }): Promise<Invocation> {
  const { headers, body } = await options.client.next();
  const traceId = headers["lambda-runtime-trace-id"];
  const xRayTraceId = typeof traceId === "string" ? traceId : undefined;
  if (xRayTraceId === undefined) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = xRayTraceId;
  const context = createContext(headers, process.env, xRayTraceId);
  options.log.setRequestId(context.awsRequestId);
  return { event: JSON.parse(body), context };
}
