import type { Attributes, OutgoingCall } from "@isobar/core";
import { readOwn, readPathName } from "@isobar/core/describe";
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_SYSTEM_NAME,
} from "@isobar/core/semconv";
import type { AzureCall } from "./service.ts";

interface DatabaseCall {
  readonly name: string;
  readonly attributes: Attributes;
}

/**
 * Cosmos DB: `/dbs/shop/colls/orders/docs/id`, of which the id is not read.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/database/cosmosdb/
 */
export function describeCosmos({ call, segments }: AzureCall): DatabaseCall | undefined {
  const [dbs, database, colls, collection, docs, id] = segments;
  if (dbs !== "dbs") return undefined;
  return describeDatabase("azure.cosmosdb", {
    operation: docs === "docs" ? readDocumentWork(call, id !== undefined) : undefined,
    namespace: readPathName(database),
    collection: colls === "colls" ? readPathName(collection) : undefined,
  });
}

function readDocumentWork(call: OutgoingCall, hasId: boolean): string | undefined {
  if (hasId) return readOwn(OF_DOCUMENTS, call.method);
  if (call.method === "GET") return "read_all_items";
  if (call.method !== "POST") return undefined;
  const is = (header: string): boolean => call.header(header)?.toLowerCase() === "true";
  if (is("x-ms-documentdb-isquery") || call.header("content-type")?.startsWith("application/query+json"))
    return "query_items";
  if (is("x-ms-cosmos-is-batch-request")) return "execute_batch";
  return is("x-ms-documentdb-is-upsert") ? "upsert_item" : "create_item";
}

const OF_DOCUMENTS: Readonly<Record<string, string>> = {
  GET: "read_item",
  PUT: "replace_item",
  PATCH: "patch_item",
  DELETE: "delete_item",
};

/** Tables: `/orders` and `/orders(PartitionKey='a',RowKey='b')`, of which the keys are not read. */
export function describeTable({ call, segments }: AzureCall): DatabaseCall | undefined {
  const [, table, keys] = /^([A-Za-z][A-Za-z\d]{2,62})(\(.*)?$/.exec(segments[0] ?? "") ?? [];
  if (table === undefined || segments.length > 1 || table === "Tables") return undefined;
  const hasKeys = keys !== undefined && !/^\((?:%20| )*\)$/.test(keys);
  const operation = hasKeys ? readOwn(OF_ENTITIES, call.method) : readOwn(OF_TABLES, call.method);
  return describeDatabase("azure.tables", { operation, collection: table });
}

const OF_ENTITIES: Readonly<Record<string, string>> = {
  GET: "GetEntity",
  PUT: "UpdateEntity",
  MERGE: "MergeEntity",
  PATCH: "MergeEntity",
  DELETE: "DeleteEntity",
};
const OF_TABLES: Readonly<Record<string, string>> = { GET: "QueryEntities", POST: "InsertEntity" };

function describeDatabase(
  system: string,
  parts: { operation: string | undefined; namespace?: string | undefined; collection: string | undefined },
): DatabaseCall {
  const { operation, namespace, collection } = parts;
  return {
    name: [operation ?? system, collection ?? namespace].filter(Boolean).join(" "),
    attributes: {
      [ATTR_DB_SYSTEM_NAME]: system,
      ...(operation !== undefined && { [ATTR_DB_OPERATION_NAME]: operation }),
      ...(namespace !== undefined && { [ATTR_DB_NAMESPACE]: namespace }),
      ...(collection !== undefined && { [ATTR_DB_COLLECTION_NAME]: collection }),
    },
  };
}
