import type { Attributes, Outcome, OutgoingCall, OutgoingDescription } from "@isobar/core";
import { readPathName } from "@isobar/core/describe";
import {
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ISOBAR_CALL_RESOURCE,
  ATTR_RPC_METHOD,
  ATTR_RPC_STATUS_CODE,
  ATTR_RPC_SYSTEM_NAME,
} from "@isobar/core/semconv";
import { describePubSub } from "./pubsub.ts";

/** `/google.pubsub.v1.Publisher/Publish` */
const PATH = /^\/(google(?:\.\w+)+)\/(\w+)$/;

/** Databases, by the package that their service is in. */
const DATABASES: readonly (readonly [prefix: string, system: string])[] = [
  ["google.firestore.", "gcp.firestore"],
  ["google.datastore.", "gcp.datastore"],
  ["google.bigtable.", "gcp.bigtable"],
  ["google.spanner.", "gcp.spanner"],
];

/** A call over gRPC, by its conventions. What it is about stands in the header that Google's front end routes by. */
export function describeGrpc(call: OutgoingCall): OutgoingDescription | undefined {
  const [, service, method] = PATH.exec(call.path) ?? [];
  if (service === undefined || method === undefined) return undefined;
  const route = readRoute(call);
  const rpc: Attributes = { [ATTR_RPC_SYSTEM_NAME]: "grpc", [ATTR_RPC_METHOD]: `${service}/${method}` };
  const pubsub = service.startsWith("google.pubsub.")
    ? describePubSub(method, { topic: nameAfter(route, "topics"), subscription: nameAfter(route, "subscriptions") })
    : undefined;
  if (pubsub !== undefined) return { ...pubsub, attributes: { ...rpc, ...pubsub.attributes }, readResponse };
  return {
    name: `${service}/${method}`,
    attributes: { ...rpc, ...describeResource(service, method, route) },
    readResponse,
  };
}

function describeResource(service: string, method: string, route: string): Attributes {
  const database = DATABASES.find(([prefix]) => service.startsWith(prefix))?.[1];
  if (database === undefined) {
    const resource = nameAfter(route, "queues") ?? nameAfter(route, "buckets");
    return resource === undefined ? {} : { [ATTR_ISOBAR_CALL_RESOURCE]: resource };
  }
  const namespace = nameAfter(route, "databases");
  return {
    [ATTR_DB_SYSTEM_NAME]: database,
    [ATTR_DB_OPERATION_NAME]: method,
    ...(namespace !== undefined && { [ATTR_DB_NAMESPACE]: namespace }),
  };
}

/** `parent=projects%2Fp%2Flocations%2Fl%2Fqueues%2Forders` */
function readRoute(call: OutgoingCall): string {
  return (call.header("x-goog-request-params") ?? "").replaceAll(/%2F/gi, "/");
}

function nameAfter(route: string, collection: string): string | undefined {
  return readPathName(new RegExp(`(?:^|[/=])${collection}/([^/&]+)`).exec(route)?.[1]);
}

/** @see https://grpc.io/docs/guides/status-codes/ */
const STATUSES = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

/** The status is in the trailers, and in the headers of an answer that has nothing else. */
function readResponse(_statusCode: number, header: OutgoingCall["header"]): Outcome | undefined {
  const given = header("grpc-status");
  const status = given === undefined ? undefined : STATUSES[Number(given)];
  if (status === undefined) return undefined;
  return { attributes: { [ATTR_RPC_STATUS_CODE]: status }, ...(status !== "OK" && { errorType: status }) };
}
