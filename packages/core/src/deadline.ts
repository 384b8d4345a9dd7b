const MAX_MARGIN_MILLIS = 500;
const MARGIN_SHARE = 0.2;

/** How long before the deadline Isobar speaks: 20 % of the time there is, half a second at most. */
export function deadlineMargin(totalMillis: number): number {
  return Math.min(MAX_MARGIN_MILLIS, totalMillis * MARGIN_SHARE);
}

/**
 * Calls `onDeadline` shortly before the platform ends an invocation, with the time that is left. The timer does not
 * keep the process alive: a runtime that ends an idle event loop must still be able to.
 *
 * @returns cancels the timer
 */
export function watchDeadline(
  deadlineEpochMillis: number | undefined,
  onDeadline: (leftMillis: number) => void,
): () => void {
  if (deadlineEpochMillis === undefined) return () => {};
  const total = deadlineEpochMillis - Date.now();
  // Longer delays than 2^31 ms would fire at once.
  if (!(total > 0) || total > 2 ** 31 - 1) return () => {};
  const timer = setTimeout(
    () => onDeadline(Math.max(0, deadlineEpochMillis - Date.now())),
    total - deadlineMargin(total),
  );
  timer.unref();
  return () => clearTimeout(timer);
}
