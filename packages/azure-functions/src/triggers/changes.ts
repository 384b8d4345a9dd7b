import { type DocumentOperation, datasourceInvocation } from "@isobar/core/describe";
import { ATTR_DB_COLLECTION_NAME, ATTR_DB_SYSTEM_NAME, ATTR_ISOBAR_BATCH_RECORD_COUNT } from "@isobar/core/semconv";
import { readRecords } from "./messages.ts";
import type { TriggerDescription } from "./table.ts";

/** A batch as long as this is not looked through. */
const MAX_LOOKED_AT = 10;

/** Changes in a database, as a trigger hands them over. */
export interface ChangeParts {
  readonly input: unknown;
  readonly functionName: string;
  /** `db.system.name`. */
  readonly system: string;
  /** The database, or where that is not known the table. */
  readonly collection: string | undefined;
  /** `db.collection.name`. */
  readonly table: string | undefined;
  /** What one change was; undefined where the feed does not tell. */
  readonly readOperation: (change: unknown) => DocumentOperation | undefined;
}

/**
 * An invocation by a batch of changes. `edit` stands for what the batch mixes, does not tell, or is too long to look
 * through.
 */
export function changesInvocation(parts: ChangeParts): TriggerDescription {
  const { functionName, collection, system } = parts;
  const changes: readonly unknown[] = Array.isArray(parts.input) ? parts.input : [parts.input];
  return {
    ...datasourceInvocation({
      functionName,
      collection,
      operation: readSharedOperation(changes, parts.readOperation),
      attributes: {
        [ATTR_DB_SYSTEM_NAME]: system,
        ...(parts.table !== undefined && { [ATTR_DB_COLLECTION_NAME]: parts.table }),
        [ATTR_ISOBAR_BATCH_RECORD_COUNT]: changes.length,
      },
    }),
    batch: {
      count: changes.length,
      messages: [],
      records: readRecords(changes, () => ({ carrier: undefined, group: "" })),
      // The lease moves on behind a batch that failed, unless the function has a retry policy.
      order: "continue",
    },
  };
}

function readSharedOperation(
  changes: readonly unknown[],
  read: (change: unknown) => DocumentOperation | undefined,
): DocumentOperation {
  if (changes.length > MAX_LOOKED_AT) return "edit";
  const operations = new Set(changes.map(read));
  const [first] = operations;
  return operations.size === 1 && first !== undefined ? first : "edit";
}
