/** For `error` events whose consequence is noticed elsewhere (the process ended, the connection is gone). */
export function ignoreErrors(): void {}
