import { loadavg } from "node:os";

/** Under which conditions figures came about. */
export interface Conditions {
  /** What ran the functions. */
  readonly runtime: string;
  /** And what on which processors. */
  readonly machine: string;
  /** What drew the order, if anything did. */
  readonly seed?: number;
  /** Mean number of processes that wanted a processor in the minute before the begin, and before the end. */
  readonly load: readonly [number, number];
}

/** Watches the machine's load from now on; the function that it gives says what it was. */
export function watchLoad(): () => readonly [number, number] {
  const read = (): number => loadavg()[0] ?? 0;
  const before = read();
  return () => [before, read()];
}

/** As a line before the tables. */
export function formatConditions({ runtime, machine, seed, load }: Conditions, what: string): string {
  const loads = load.map((one) => one.toFixed(2)).join(" and ");
  const order = seed === undefined ? "" : `, seed ${seed}`;
  return `${runtime}. ${machine}. ${what}${order}. Load of the machine before and after: ${loads}.\n`;
}
