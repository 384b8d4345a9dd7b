import type { Signal } from "./config/otlp.ts";
import type { LastTry } from "./telemetry/send.ts";

/** Something that holds finished telemetry and can send it. */
export interface ExportSource {
  /** True while there is something to send. */
  hasPending(): boolean;
  /** Says that there may be something new to send, to a source that cannot see it. */
  touch?(): void;
  /**
   * Sends what it holds. What can be sent again of what failed is kept. Never rejects.
   *
   * @param isPatient - whether an answer is waited for as long as exporters wait, and not within a budget
   */
  send(isPatient?: boolean): Promise<Sent>;
  /** Opens what the next sending will need. Never rejects. */
  warm?(): Promise<void>;
  /** For a process that ends, once: what is pending, and what is under way and may be sent again. */
  takeRest?(): Rest[];
  /** Gives up what is under way, as far as that is possible: `send` then settles at once. */
  interrupt?(): void;
  /** What the backend has not said that it has: what waits, and what is under way. */
  unsent?(): Promise<Unsent>;
}

/** Records of one signal that no backend has said yes to. */
export interface Unsent {
  readonly signal: Signal;
  /** Undefined where it cannot be known. */
  readonly count: number | undefined;
}

/** What is left in a process that ends, and its last chance. */
export interface Rest extends Unsent {
  readonly last: LastTry;
}

/** How a source's sending ended. */
export interface Sent {
  readonly isSent: boolean;
  /** When the backend wants to be asked again, in milliseconds from now. */
  readonly afterMillis?: number | undefined;
  /** Of what was sent or tried, as it was serialised. */
  readonly bytes?: number;
  /** Records that could not be sent and are kept. */
  readonly waiting?: number;
}
