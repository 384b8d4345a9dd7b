/** A record that could not be processed. */
export interface BatchFailure {
  /** The record's place in the batch, from 0. */
  readonly index: number;
  /** The record's own id, where its source gives it one. */
  readonly id?: string;
  /** What the function threw. */
  readonly error: unknown;
}

/**
 * Thrown by `processBatch` where the platform knows no partial failure: it then delivers the whole batch again, or
 * none of it. `errors` holds what was thrown, in the order of the records.
 */
export class BatchError extends AggregateError {
  override readonly name: string = "BatchError";
  readonly failures: readonly BatchFailure[];
  /** Records in the batch. */
  readonly count: number;
  /** Records that were not processed, because one before them in their group had failed. */
  readonly skipped: number;

  constructor(failures: readonly BatchFailure[], count: number, skipped: number) {
    super(
      failures.map(({ error }) => error),
      `${failures.length} of ${count} records failed`,
    );
    this.failures = failures;
    this.count = count;
    this.skipped = skipped;
  }
}
