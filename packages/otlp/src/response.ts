import type { PartialMessage } from "./empty-message.ts";
import { toJsonMessage } from "./json-writer.ts";
import type { Encoding, Signal } from "./model.ts";
import { writeProtobufMessage } from "./protobuf-writer.ts";
import { createTable, optionalMessage, scalar, type Table } from "./table.ts";

/** What of a request was not taken. */
export interface PartialSuccess {
  /** How many spans, log records or metric data points were refused; with 0, `errorMessage` is a warning. */
  rejected: number;
  /** For the developer of the sender. */
  errorMessage: string;
}

const partialSuccessTables: Record<Signal, { table: Table; rejectedName: string }> = {
  traces: rejecting("rejectedSpans"),
  logs: rejecting("rejectedLogRecords"),
  metrics: rejecting("rejectedDataPoints"),
};

function rejecting(rejectedName: string) {
  const table = createTable({ [rejectedName]: scalar(1, "int64"), errorMessage: scalar(2, "string") });
  return { table: createTable({ partialSuccess: optionalMessage(1, table) }), rejectedName };
}

const statusTable = createTable({ code: scalar(1, "int32"), message: scalar(2, "string") });

/**
 * Encodes `ExportTraceServiceResponse` or its twin: the body of a 200 answer.
 * @param partialSuccess left out when everything was taken, as the protocol wants it
 */
export function encodeExportResponse(signal: Signal, encoding: Encoding, partialSuccess?: PartialSuccess): Uint8Array {
  const { table, rejectedName } = partialSuccessTables[signal];
  if (partialSuccess === undefined) return encode(table, {}, encoding);
  const { rejected, errorMessage } = partialSuccess;
  return encode(table, { partialSuccess: { [rejectedName]: rejected, errorMessage } }, encoding);
}

/**
 * Encodes `google.rpc.Status`: the body of every error answer.
 * @param code a `google.rpc.Code`, for example 3 for an invalid argument
 */
export function encodeRpcStatus(code: number, message: string, encoding: Encoding): Uint8Array {
  return encode(statusTable, { code, message }, encoding);
}

function encode(table: Table, message: PartialMessage, encoding: Encoding): Uint8Array {
  if (encoding === "protobuf") return writeProtobufMessage(table, message);
  return new TextEncoder().encode(JSON.stringify(toJsonMessage(table, message)));
}
