import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { describeFailure, isFatal } from "./failures.ts";
import type { DuckDb } from "./load.ts";
import { type OpenOptions, openInstance, temporaryFolder } from "./open-instance.ts";
import { createWriter, type Writer } from "./writer.ts";

/** A database that is open. */
export interface Session {
  readonly instance: DuckDBInstance;
  /** For queries: they must not see, nor wait for, half a batch. */
  readonly connection: DuckDBConnection;
  /** Only where the store is written. */
  readonly writing?: { readonly connection: DuckDBConnection; readonly writer: Writer };
}

/** A database that is opened again where DuckDB has given it up. */
export interface Sessions {
  /** Undefined between two of them. */
  readonly current: Session | undefined;
  /**
   * Does something with the database.
   * @throws WriteError where there is no room (rejects): later ones are tried again
   */
  use<Result>(work: (session: Session) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Between two attempts to open a database again: each reads what was written last, and senders ask often. */
const REOPEN_EVERY_MILLIS = 1000;

/** Opens a database. @throws InputError where it cannot be used, WriteError where there is no room (rejects) */
export async function openSessions(duckDb: DuckDb, options: OpenOptions): Promise<Sessions> {
  const places = { file: options.file, temporary: temporaryFolder(options.file) };
  let session: Session | undefined = await begin();
  let ending: Promise<void> | undefined;
  let reopening: Promise<Session> | undefined;
  const working = new Set<Promise<unknown>>();
  let refused: { readonly error: unknown; readonly at: number } | undefined;

  async function begin(): Promise<Session> {
    try {
      const { instance, connection } = await openInstance(duckDb, options);
      if (!options.writable) return { instance, connection };
      let writing: DuckDBConnection | undefined;
      try {
        writing = await instance.connect();
        return { instance, connection, writing: { connection: writing, writer: await createWriter(duckDb, writing) } };
      } catch (error) {
        writing?.closeSync();
        connection.closeSync();
        instance.closeSync();
        throw error;
      }
    } catch (error) {
      throw describeFailure(error, places);
    }
  }

  /** Whatever still asks it is waited for: DuckDB must not be closed under a query. */
  async function end({ instance, connection, writing }: Session): Promise<void> {
    await Promise.allSettled(working);
    await writing?.writer.drain();
    writing?.connection.closeSync();
    connection.closeSync();
    instance.closeSync();
  }

  /** What is in a file is there when it is opened again; what was in memory is gone. */
  function giveUp(failed: Session): void {
    if (session !== failed || options.file === undefined) return;
    session = undefined;
    // What DuckDB does not even close must not keep the next one from being opened.
    ending = end(failed).catch(() => undefined);
  }

  function reopen(): Promise<Session> {
    if (refused !== undefined && performance.now() - refused.at < REOPEN_EVERY_MILLIS)
      return Promise.reject(refused.error);
    reopening ??= begin()
      .then(
        (begun) => {
          session = begun;
          refused = undefined;
          return begun;
        },
        (error: unknown) => {
          refused = { error, at: performance.now() };
          throw error;
        },
      )
      .finally(() => {
        reopening = undefined;
      });
    return reopening;
  }

  return {
    get current() {
      return session;
    },
    async use(work) {
      await ending;
      const used = session ?? (await reopen());
      const done = work(used);
      working.add(done);
      try {
        return await done;
      } catch (error) {
        if (isFatal(error)) giveUp(used);
        throw describeFailure(error, places);
      } finally {
        working.delete(done);
      }
    },
    async close() {
      await ending;
      await reopening?.catch(() => undefined);
      if (session !== undefined) await end(session);
    },
  };
}
