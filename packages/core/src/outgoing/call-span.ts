import { type Context, context, createContextKey, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import type { OutgoingCall, OutgoingDescription } from "../adapter.ts";
import { KIND_CLIENT, KIND_PRODUCER } from "../describe/kind.ts";
import { readErrorType } from "../errors.ts";
import { currentInvocation } from "../invocation.ts";
import { currentScope, type InvocationScope, type Unfinished } from "../scope.ts";
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_URL_FULL,
  ERROR_TYPE_TIMEOUT,
} from "../semconv.ts";
import { processState } from "../state.ts";
import { describeHttpCall, readCallError } from "./describe-call.ts";
import { propagate } from "./propagate.ts";
import type { OutgoingRequest } from "./request.ts";
import type { CallSource } from "./watch.ts";

/** A call under way. None of its methods throws; after the end they do nothing. */
export interface CallSpan {
  /** Whether names stand in the body: then `begin` waits for its start where the client lets it. */
  readonly readsBody: boolean;
  /** Whether the answer's headers and trailers say more than the status code. */
  readonly readsResponse: boolean;
  /** The request leaves, with this start of a body. Starts the span and sends the context; later calls only read on. */
  begin(bodyStart?: string): void;
  /** The answer's headers, or its trailers, have come. */
  responded(statusCode: number, header: OutgoingCall["header"], protocolVersion?: string): void;
  /** What comes next is no answer to an HTTP request (a tunnel, a WebSocket): the call ends with its invocation. */
  opened(): void;
  failed(error: unknown): void;
  finished(): void;
}

/**
 * A request that the handler makes, as a child of the span that is active. Undefined where it gets none: outside of an
 * invocation, where tracing is suppressed, and where somebody else makes the span of this call.
 */
export function createCallSpan(source: CallSource, read: () => OutgoingRequest): CallSpan | undefined {
  const scope = currentScope();
  if (scope === undefined || !isWatched(scope, source)) return undefined;
  const parent = readParent();
  if (parent === undefined) return undefined;
  return scope.runtime.guard("outgoing call", () => {
    const request = read();
    const description = copy(scope, () => scope.runtime.adapter.describeCall?.(request));
    if (!isTransport(trace.getSpan(parent))) return startCall(scope, parent, request, description);
    propagate(scope, request, description, parent);
    return undefined;
  });
}

/** The instrumentations that make the spans of a kind of call, by their names. */
const INSTRUMENTATIONS: Readonly<Record<CallSource, string>> = {
  undici: "@opentelemetry/instrumentation-undici",
  http: "@opentelemetry/instrumentation-http",
  http2: "@opentelemetry/instrumentation-grpc",
};

function isWatched(scope: InvocationScope, source: CallSource): boolean {
  const { outgoingCalls, options } = scope.runtime.config;
  if (outgoingCalls !== "auto") return outgoingCalls;
  if (processState().outgoing?.has(source) === true) return false;
  return options.instrumentations?.some((given) => given.instrumentationName === INSTRUMENTATIONS[source]) !== true;
}

/** The key by which OpenTelemetry's SDK marks what exporters do; the same in every copy of it. */
const SUPPRESS_TRACING = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

function readParent(): Context | undefined {
  const active = context.active();
  if (active.getValue(SUPPRESS_TRACING) === true) return undefined;
  const current = currentInvocation();
  return trace.getSpan(active) === undefined && current !== undefined ? trace.setSpan(active, current.span) : active;
}

/**
 * Whether a span is one library's own of the very call that this request transports: a cloud's SDK, a database's
 * client.
 */
function isTransport(around: Span | undefined): boolean {
  const { kind } = (around ?? {}) as { kind?: unknown };
  return (kind === KIND_CLIENT || kind === KIND_PRODUCER) && around?.isRecording() === true;
}

/** A copy of what the adapter says, so that nothing of it is read outside of a guard. */
function copy(scope: InvocationScope, read: () => OutgoingDescription | undefined): OutgoingDescription | undefined {
  return scope.runtime.guard("describeCall", () => {
    const description = read();
    if (typeof description?.name !== "string") return undefined;
    return { ...description, attributes: { ...description.attributes } };
  });
}

function startCall(
  scope: InvocationScope,
  parent: Context,
  request: OutgoingRequest,
  recognised: OutgoingDescription | undefined,
): CallSpan {
  const { config, guard, naming } = scope.runtime;
  let span: Span | undefined;
  let hasResponse = false;
  let hasEnded = false;
  let errorType: string | undefined;

  const begin = (bodyStart?: string): void => {
    const further = bodyStart === undefined ? undefined : copy(scope, () => recognised?.readBody?.(bodyStart));
    if (span !== undefined) {
      if (further === undefined || hasEnded) return;
      span.updateName(further.name);
      span.setAttributes(naming(further.attributes));
      return;
    }
    const http = describeHttpCall(request, config.privacy.urlPath);
    const description = further ?? recognised;
    if (description !== undefined) {
      // The paths of services hold the names of objects and the ids of documents.
      delete http.attributes[ATTR_URL_FULL];
    }
    span = scope.telemetry.tracer.startSpan(
      description?.name ?? http.name,
      {
        kind: description?.kind ?? http.kind,
        attributes: naming({ ...http.attributes, ...description?.attributes }),
      },
      parent,
    );
    scope.unfinished.add(settle);
    const sent = trace.setSpan(parent, span);
    guard("propagate", () => propagate(scope, request, recognised, sent));
  };

  const end = (failure?: string): void => {
    if (hasEnded) return;
    if (span === undefined) begin();
    hasEnded = true;
    scope.unfinished.delete(settle);
    const type = errorType ?? failure;
    if (type !== undefined) {
      span?.setAttribute(ATTR_ERROR_TYPE, type);
      span?.setStatus({ code: SpanStatusCode.ERROR });
    }
    span?.end();
  };

  const settle: Unfinished = (why) => {
    if (why === "deadline") end(ERROR_TYPE_TIMEOUT);
    // Nobody reads the rest of that answer any more.
    else if (hasResponse) end();
  };

  const guarded =
    <Args extends readonly unknown[]>(work: (...args: Args) => void) =>
    (...args: Args): void =>
      guard("outgoing call", () => work(...args));

  return {
    readsBody: typeof recognised?.readBody === "function",
    readsResponse: typeof recognised?.readResponse === "function",
    begin: guarded(begin),
    responded: guarded((statusCode, header, protocolVersion) => {
      if (hasEnded) return;
      if (span === undefined) begin();
      hasResponse = true;
      span?.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
      if (protocolVersion !== undefined) span?.setAttribute(ATTR_NETWORK_PROTOCOL_VERSION, protocolVersion);
      if (statusCode >= 400) errorType = String(statusCode);
      guard("readResponse", () => {
        const outcome = recognised?.readResponse?.(statusCode, header);
        if (outcome?.attributes !== undefined) span?.setAttributes(naming(outcome.attributes));
        errorType = outcome?.errorType ?? errorType;
      });
    }),
    opened: () => {
      hasResponse = true;
    },
    failed: guarded((error) => end(readCallError(error, readErrorType))),
    finished: guarded(() => end()),
  };
}
