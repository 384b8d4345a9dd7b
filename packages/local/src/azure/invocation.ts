import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { findTrigger, isHttpFunction, takesBatches } from "./functions.ts";
import { toRpcHttp } from "./http-request.ts";
import type { FunctionMetadata, InvocationRequest } from "./messages.ts";
import type { RouteParams } from "./route.ts";
import { completeTraceContext, type GivenTraceContext, hostTraceContext } from "./trace-context.ts";
import { type RpcHttp, toBatch, toTypedData } from "./typed-data.ts";

/** What `invoke` on Azure takes. */
export interface AzureEvent {
  readonly functionName: string;
  /** The trigger's input: a string, bytes, a JSON value; an array where the trigger delivers batches. */
  readonly input?: unknown;
  /** As the host names it, for example `ApplicationProperties`. */
  readonly triggerMetadata?: Readonly<Record<string, unknown>>;
  readonly traceContext?: GivenTraceContext;
}

/** Reads the argument of `invoke`. @throws TypeError where it is not one. */
export function readAzureEvent(event: unknown): AzureEvent {
  const functionName = (event as { functionName?: unknown } | null | undefined)?.functionName;
  if (typeof functionName !== "string") {
    throw new TypeError("invoke() on Azure takes {functionName, input, triggerMetadata?, traceContext?}");
  }
  return event as AzureEvent;
}

function singleHeader(request: IncomingMessage, name: string): string | undefined {
  const values = request.headersDistinct[name];
  return values?.length === 1 ? values[0] : undefined;
}

/** What a worker with `enableHttpStream` gets by message: the request itself comes by HTTP. */
function streamInput(metadata: FunctionMetadata, http: RpcHttp, params: RouteParams) {
  const headers = Object.entries(http.nullableHeaders ?? {}).map(([name, { value }]) => [name, value]);
  return {
    inputData: [{ name: findTrigger(metadata).name, data: { http: {} } }],
    triggerMetadata: {
      ...Object.fromEntries(Object.entries(params).map(([name, string]) => [name, { string }])),
      Headers: { json: JSON.stringify(Object.fromEntries(headers)) },
    },
  };
}

/** The invocation that an HTTP request becomes. */
export function describeHttpInvocation(
  metadata: FunctionMetadata,
  from: {
    readonly request: IncomingMessage;
    readonly body: Buffer;
    readonly params: RouteParams;
    readonly stream: boolean;
    readonly samplesSpans: boolean;
  },
): InvocationRequest {
  const { request, params } = from;
  const traceparent = singleHeader(request, "traceparent");
  const tracestate = request.headersDistinct.tracestate?.join(",");
  const http = toRpcHttp(request, from.body, params);
  return {
    invocationId: randomUUID(),
    functionId: metadata.functionId ?? metadata.name,
    ...(from.stream
      ? streamInput(metadata, http, params)
      : { inputData: [{ name: findTrigger(metadata).name, data: { http } }], triggerMetadata: {} }),
    traceContext: hostTraceContext(
      {
        ...(traceparent === undefined ? {} : { traceparent }),
        ...(tracestate === undefined ? {} : { tracestate }),
      },
      from.samplesSpans,
    ),
  };
}

/**
 * The invocation that an event becomes.
 *
 * @throws TypeError for a function that is called by HTTP.
 */
export function describeEventInvocation(
  metadata: FunctionMetadata,
  event: AzureEvent,
  samplesSpans: boolean,
): InvocationRequest {
  if (isHttpFunction(metadata)) throw new TypeError(`${metadata.name} has an HTTP trigger: send a request to it`);
  const { input, triggerMetadata = {} } = event;
  const data = Array.isArray(input)
    ? takesBatches(metadata)
      ? toBatch(input)
      : { json: JSON.stringify(input) }
    : toTypedData(input);
  return {
    invocationId: randomUUID(),
    functionId: metadata.functionId ?? metadata.name,
    inputData: [{ name: findTrigger(metadata).name, data }],
    triggerMetadata: Object.fromEntries(
      Object.entries(triggerMetadata).map(([name, value]) => [name, toTypedData(value)]),
    ),
    traceContext: completeTraceContext(event.traceContext, samplesSpans),
  };
}
