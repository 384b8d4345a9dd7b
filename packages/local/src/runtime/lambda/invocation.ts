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
  const context = createContext(headers, process.env);
  if (context.xRayTraceId === undefined) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = context.xRayTraceId;
  options.log.setRequestId(context.awsRequestId);
  return { event: JSON.parse(body), context };
}
