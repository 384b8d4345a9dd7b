import { describeNoRoom, WriteError } from "@isobar/otlp";

/** Whether nothing can be done with an opened database any more: a checkpoint for which there is no room ends it. */
export function isFatal(error: unknown): boolean {
  return /^FATAL Error|database has been invalidated/i.test((error as Error).message);
}

/**
 * What failed in DuckDB, as an error that names what has no room, and says so; anything else as it is.
 *
 * @param file of the database; nothing of one in memory, which has temporary files alone
 */
export function describeFailure(
  cause: unknown,
  { file, temporary }: { readonly file: string | undefined; readonly temporary: string },
): unknown {
  const { message } = cause as Error;
  // DuckDB takes what is free when it opens for the most that its temporary files may be, and says that of it.
  if (/max_temp_directory_size/.test(message)) return new WriteError(temporary, "the disk is full", { cause });
  const why = describeNoRoom(cause);
  if (why === undefined) return cause;
  const named = /(?:write|create|open|sync) (?:to )?file "([^"]+)"/i.exec(message)?.[1];
  return new WriteError(named?.startsWith(temporary) ? temporary : (file ?? named ?? temporary), why, { cause });
}
