import { expect, test } from "vitest";
import { describeFailure, isFatal } from "../../src/store/duckdb/failures.ts";

const places = { file: "/data/x.duckdb", temporary: "/data/x.duckdb.tmp" };
const memory = { file: undefined, temporary: "/tmp/isobar-duckdb-1" };

// As DuckDB says it.
test.each([
  [
    'TransactionContext Error: Failed to commit: Could not write file "/data/x.duckdb.wal": No space left on device',
    places,
    "/data/x.duckdb cannot be written: the disk is full",
  ],
  [
    'FATAL Error: Failed to create checkpoint because of error: Could not write file "/data/x.duckdb": File too large',
    places,
    "/data/x.duckdb cannot be written: it would be longer than a file may be",
  ],
  [
    'IO Error: Could not write file "/data/x.duckdb.tmp/duckdb_temp_storage_DEFAULT-0.tmp": No space left on device',
    places,
    "/data/x.duckdb.tmp cannot be written: the disk is full",
  ],
  [
    'IO Error: Could not write file "/tmp/isobar-duckdb-1/duckdb_temp_storage_DEFAULT-0.tmp": Disk quota exceeded',
    memory,
    "/tmp/isobar-duckdb-1 cannot be written: the quota of the disk is used up",
  ],
  [
    "Out of Memory Error: failed to offload data block of size 256.0 KiB (7.1 MiB/7.1 MiB used).\nThis limit was set by the 'max_temp_directory_size' setting.\nBy default, this",
    memory,
    "/tmp/isobar-duckdb-1 cannot be written: the disk is full",
  ],
])("a disk without room is named: %s", (message, at, expected) => {
  const cause = new Error(message);
  expect(describeFailure(cause, at)).toMatchObject({ name: "WriteError", message: expected, cause });
});

test("what is no matter of room stays what it is", () => {
  const error = new Error('Binder Error: column "disk is full" not found');
  expect(describeFailure(error, places)).toBe(error);
  expect(isFatal(error)).toBe(false);
});

test("what ends a database is told from what does not", () => {
  expect(isFatal(new Error("FATAL Error: Failed to create checkpoint because of error: ..."))).toBe(true);
  expect(isFatal(new Error("TransactionContext Error: Failed to commit: Could not write file"))).toBe(false);
});
