/** Less than this is what it costs to look whether there is work: no idle time. */
const IDLE_MILLIS = 1;

/**
 * Watches the work behind a cold start, from its first invocation on. Until the event loop is idle for the first time,
 * whatever begins had to wait for that invocation's set-up, or for others that had.
 *
 * @param startUpMillis - how long the start-up took: so long at most. A process that is never idle would else stay in it
 * @returns whether it goes on
 */
export function watchColdStart(startUpMillis: number): () => boolean {
  const until = performance.now() + startUpMillis;
  let idleAt: number | undefined;
  // The first look loads modules of Node's own. The loop cannot be idle before this.
  setImmediate(() => {
    idleAt = performance.nodeTiming.idleTime;
  });
  return () =>
    performance.now() < until && (idleAt === undefined || performance.nodeTiming.idleTime - idleAt < IDLE_MILLIS);
}
