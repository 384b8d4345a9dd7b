import { type DocumentOperation, readObject } from "@isobar/core/describe";
import { readResolved } from "./app-setting.ts";
import { changesInvocation } from "./changes.ts";
import type { TriggerReader } from "./table.ts";

/** As the extensions number them. */
const OPERATIONS: ReadonlyMap<unknown, DocumentOperation> = new Map([
  [0, "insert"],
  [1, "edit"],
  [2, "delete"],
]);

const createReader =
  (system: string): TriggerReader =>
  ({ input, options, faasName, env }) => {
    const table = readResolved(options.tableName, env);
    return changesInvocation({
      input,
      functionName: faasName,
      system,
      // The database is known to the connection string alone.
      collection: table,
      table,
      readOperation: (change) => OPERATIONS.get(readObject(change)?.Operation),
    });
  };

/**
 * Azure SQL's change tracking.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-sql-trigger
 */
export const sqlTrigger = createReader("microsoft.sql_server");

/**
 * Azure Database for MySQL, the same way.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-mysql-trigger
 */
export const mySqlTrigger = createReader("mysql");
