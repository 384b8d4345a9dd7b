import type { Samples } from "../statistics/quantile.ts";

/** What is billed: invocations as parallel lists, one entry for each, in any order. */
export interface BilledInvocations {
  /** When the handler was entered, in milliseconds; of any clock that is the same for one instance. */
  readonly startMillis: Samples;
  /** How long it ran, in milliseconds. */
  readonly durationMillis: Samples;
  /**
   * The number of the instance that each ran on; any numbers will do. Invocations that overlap on one instance are billed
   * once where the model says so. Without them each counts as alone.
   */
  readonly instances?: ArrayLike<number>;
  /** How long the instance started up just before, in milliseconds; 0 for warm invocations. @default all 0 */
  readonly initMillis?: Samples;
}

/** Throws a RangeError where the lists do not fit each other or hold what is no time. */
export function checkInvocations({ startMillis, durationMillis, instances, initMillis }: BilledInvocations): void {
  const count = startMillis.length;
  for (const [name, list] of Object.entries({ durationMillis, instances, initMillis }))
    if (list !== undefined && list.length !== count)
      throw new RangeError(`${name} has ${list.length} entries for ${count} invocations`);
  for (const [name, list] of Object.entries({ durationMillis, initMillis })) {
    const wrong = list?.findIndex((value) => !(value >= 0) || value === Number.POSITIVE_INFINITY) ?? -1;
    if (wrong >= 0) throw new RangeError(`${name}[${wrong}] is ${list?.[wrong]}: it has to be a duration`);
  }
  const wrong = startMillis.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new RangeError(`startMillis[${wrong}] is ${startMillis[wrong]}: it has to be a time`);
}
