const MAX_MARGIN_MILLIS = 500;
const MARGIN_SHARE = 0.2;
/** What an export is given at least, however fast the last one was: some platforms count from before the function's start. */
const MIN_EXPORT_MILLIS = 250;
/** The last export is larger than the one before it, and must not be late. */
const EXPORTS_PER_LAST_ONE = 3;
const MAX_TIMER_MILLIS = 2 ** 31 - 1;

/** How long before the deadline Isobar gets ready: 20 % of the time there is, half a second at most. */
export function deadlineMargin(totalMillis: number): number {
  return Math.min(MAX_MARGIN_MILLIS, totalMillis * MARGIN_SHARE);
}

/** What happens before the platform ends an invocation. */
export interface DeadlineListener {
  /** Whether less time is left than is known: then all of the margin is for the export. */
  readonly isSurelyLess?: boolean;
  /** The margin has begun: says nothing yet, and makes the way free. What it takes is what an export takes now. */
  onNear(marginMillis: number): Promise<void>;
  /** There is just enough time left for an export. */
  onDeadline(leftMillis: number): void;
}

/**
 * Watches for the moment at which the platform ends an invocation. Many a handler makes it in the margin, so nothing is
 * said of it before the last moment at which an export can still get through. The timers do not keep the process alive:
 * a runtime that ends an idle event loop must still be able to.
 *
 * @returns cancels the timers
 */
export function watchDeadline(
  deadlineEpochMillis: number | undefined,
  { isSurelyLess = false, onNear, onDeadline }: DeadlineListener,
): () => void {
  if (deadlineEpochMillis === undefined) return () => {};
  const total = deadlineEpochMillis - Date.now();
  // Longer delays would fire at once.
  if (!(total > 0) || total > MAX_TIMER_MILLIS) return () => {};
  const margin = deadlineMargin(total);
  const left = (): number => Math.max(0, deadlineEpochMillis - Date.now());
  let isCancelled = false;
  let timer: NodeJS.Timeout;
  const wait = (work: () => void, millis: number): void => {
    clearTimeout(timer);
    // Less than a millisecond would be a warning of Node's on stderr.
    timer = setTimeout(work, Math.max(millis, 1)).unref();
  };

  const near = (): void => {
    const begunAt = performance.now();
    let isPlanned = false;
    const plan = (): void => {
      if (isPlanned || isCancelled) return;
      isPlanned = true;
      const exportMillis = isSurelyLess ? margin : exportTime(performance.now() - begunAt, margin);
      wait(() => onDeadline(left()), left() - exportMillis);
    };
    wait(plan, margin / 2);
    void onNear(margin).then(plan);
  };
  wait(near, total - margin);
  return () => {
    isCancelled = true;
    clearTimeout(timer);
  };
}

/** How long before the deadline the last export has to begin. */
function exportTime(lastMillis: number, margin: number): number {
  return Math.max(Math.min(MIN_EXPORT_MILLIS, margin / 2), lastMillis * EXPORTS_PER_LAST_ONE);
}
