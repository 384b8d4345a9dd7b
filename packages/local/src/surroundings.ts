import { createClocks } from "./clock/instance-clock.ts";
import { createEgress } from "./egress/egress.ts";
import type { BreakKind } from "./egress/options.ts";
import type { PlatformOptions } from "./types.ts";

/** What is put around an instance, beside its process. */
export interface Attachment {
  /** Variables over those that the function was given. */
  readonly env: Readonly<Record<string, string>>;
  /** The instance has just lost its CPU. */
  freeze?(): void;
  /** The instance is about to get its CPU back. */
  thaw?(): void;
  /** The instance has ended. */
  close(): void;
}

/** What a platform puts around its instances. */
export interface Surroundings {
  /** Makes what one more instance is started with. */
  attach(): Promise<readonly Attachment[]>;
  /**
   * Breaks every connection that leads through a proxy now.
   *
   * @returns How many there were.
   * @throws Error without the option `egress`.
   */
  breakConnections(how: BreakKind): number;
}

/**
 * Prepares what the options put around each instance.
 *
 * @throws Error where the options cannot be met on this machine.
 */
export async function createSurroundings(options: PlatformOptions): Promise<Surroundings> {
  const egress = createEgress(options.egress, options.env);
  const clocks = await createClocks(options.frozenClock ?? "runs", options.env);
  return {
    async attach() {
      const attachments = [await egress.open(), clocks.open()];
      return attachments.filter((attachment) => attachment !== undefined);
    },
    breakConnections: egress.breakConnections,
  };
}
