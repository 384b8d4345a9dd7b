/** Milliseconds since 1970, to the microsecond, by a clock that nobody sets while the process runs. */
export function nowMillis(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000;
}

/** Waits until then; at once where that is over, or when the signal comes. Never rejects. */
export function waitUntil(millis: number, signal: AbortSignal): Promise<void> {
  const left = millis - nowMillis();
  if (left <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    // A timer may be a part of a millisecond early.
    const timer = setTimeout(done, Math.ceil(left));
    signal.addEventListener("abort", done);
  });
}
