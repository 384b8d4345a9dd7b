import type { BackendName } from "./backend.ts";
import type { Platform } from "./clouds.ts";
import type { LifecycleOptions } from "./options.ts";

/** One row of the table: both handlers on a platform, with a backend, at a rate, at the same time. */
export interface Cell {
  readonly platform: Platform;
  readonly backend: BackendName;
  /** Requests a second, to each of the two. */
  readonly rate: number;
  /** To each of the two. */
  readonly invocations: number;
}

/** Every cell, in groups that run at the same time without getting in each other's way. */
export function planCells(
  options: Pick<LifecycleOptions, "rates" | "platforms" | "backends" | "invocations" | "atOnce">,
): Cell[][] {
  const { rates, platforms, backends, invocations, atOnce } = options;
  return rates.flatMap((rate) => {
    // Neighbours are of one backend on several platforms: what one of them costs all cells of a group is in all of them.
    const cells = backends.flatMap((backend) =>
      platforms.map((platform): Cell => ({ platform, backend, rate, invocations })),
    );
    const together = Math.max(1, Math.floor(atOnce / (2 * rate)));
    return Array.from({ length: Math.ceil(cells.length / together) }, (_, index) =>
      cells.slice(index * together, (index + 1) * together),
    );
  });
}
