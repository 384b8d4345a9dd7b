import type { TypedData } from "./typed-data.ts";

/** A binding of a function, as `@azure/functions` declares it. */
export interface Binding {
  readonly type: string;
  readonly direction?: string;
  readonly [option: string]: unknown;
}

/** A registered function. */
export interface FunctionMetadata {
  readonly functionId?: string;
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly retryOptions?: unknown;
}

/** Trace context of the host's own span around an invocation. */
export interface RpcTraceContext {
  readonly traceParent: string;
  readonly traceState: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** One invocation, as the host asks for it. */
export interface InvocationRequest {
  readonly invocationId: string;
  readonly functionId: string;
  readonly inputData: readonly { readonly name: string; readonly data: TypedData }[];
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
  readonly traceContext: RpcTraceContext;
}

/** What failed in the worker. */
export interface RpcException {
  readonly type: string;
  readonly message: string;
  readonly stackTrace: string;
}

/** How an invocation ended. */
export interface InvocationResponse {
  readonly invocationId: string;
  readonly exception?: RpcException;
  readonly returnValue?: TypedData | null;
  readonly outputData?: readonly { readonly name?: string; readonly data?: TypedData | null }[] | null;
}

/** A line of `context.log` and its kin. */
export interface RpcLog {
  readonly level: string;
  readonly logCategory: string;
  readonly message: string;
  readonly invocationId?: string;
}

/** From host to worker. */
export type ToWorker =
  | { readonly type: "invocationRequest"; readonly request: InvocationRequest }
  | { readonly type: "workerTerminate" };

/** From worker to host. */
export type FromWorker =
  | {
      readonly type: "loaded";
      readonly functions: readonly FunctionMetadata[];
      readonly capabilities: Readonly<Record<string, string>>;
    }
  | { readonly type: "rpcLog"; readonly log: RpcLog }
  | { readonly type: "invocationResponse"; readonly response: InvocationResponse };

const BYTES = "$base64";

/** Makes a message JSON: bytes become base64. */
export function packMessage(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return packMessage(new Uint8Array(value));
  if (ArrayBuffer.isView(value)) {
    return { [BYTES]: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
  }
  if (Array.isArray(value)) return value.map(packMessage);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, packMessage(item)]));
}

/** The inverse of {@link packMessage}. */
export function unpackMessage(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpackMessage);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === BYTES) return Buffer.from(String(first[1]), "base64");
  return Object.fromEntries(entries.map(([name, item]) => [name, unpackMessage(item)]));
}
