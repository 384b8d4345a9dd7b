import { type DocumentOperation, readObject } from "@isobar/core/describe";
import { readResolved } from "./app-setting.ts";
import { changesInvocation } from "./changes.ts";
import type { TriggerReader } from "./table.ts";

/** Of the mode `AllVersionsAndDeletes`; the other one does not tell an insert from an update. */
const OPERATIONS: ReadonlyMap<unknown, DocumentOperation> = new Map([
  ["create", "insert"],
  ["replace", "edit"],
  ["delete", "delete"],
]);

/**
 * Cosmos DB's change feed, in both modes.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-trigger
 */
export const cosmosDbTrigger: TriggerReader = ({ input, options, faasName, env }) =>
  changesInvocation({
    input,
    functionName: faasName,
    system: "azure.cosmosdb",
    collection: readResolved(options.databaseName, env),
    // Until version 4 of the extension, it was named as what it was called then.
    table: readResolved(options.containerName, env) ?? readResolved(options.collectionName, env),
    readOperation: (change) => OPERATIONS.get(readObject(readObject(change)?.metadata)?.operationType),
  });
