import { connect, type Socket } from "node:net";
import { ignoreErrors } from "../ignore-errors.ts";
import type { BreakKind } from "./options.ts";

/** A connection of an instance, and the one to the backend that it is led to. */
export interface ProxiedConnection {
  /** False where it was broken before. */
  break(how: BreakKind): boolean;
  /** Ends both sides, a swallowed one too. */
  drop(): void;
}

/**
 * Leads a connection to its backend: bytes, ends and resets, in both directions.
 *
 * @param onGone - called once the instance's side is closed
 */
export function leadTo(
  target: { readonly host: string; readonly port: number },
  client: Socket,
  onGone: () => void,
): ProxiedConnection {
  const backend = connect({ ...target, allowHalfOpen: true, noDelay: true });
  client.setNoDelay(true);
  let broken = false;
  client.on("error", ignoreErrors);
  client.on("close", () => {
    backend.destroy();
    onGone();
  });
  backend.on("error", () => {
    if (!broken) client.resetAndDestroy();
  });
  backend.on("close", () => {
    if (!broken) client.destroy();
  });
  client.pipe(backend);
  backend.pipe(client);

  return {
    break(how) {
      if (broken) return false;
      broken = true;
      if (how === "close") {
        client.destroy();
      } else if (how === "reset") {
        client.resetAndDestroy();
      } else {
        client.unpipe(backend);
        backend.unpipe(client);
        // What either side still sends is taken and dropped; an end is not answered.
        client.resume();
        backend.resume();
      }
      return true;
    },
    drop() {
      client.destroy();
    },
  };
}
