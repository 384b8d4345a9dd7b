import { builtin } from "../builtin.ts";
import { processState } from "../state.ts";
import { httpListeners } from "./http.ts";
import { http2Listeners } from "./http2.ts";
import { undiciListeners } from "./undici.ts";

/** What makes calls: `fetch` and undici, `node:http` and `node:https`, `node:http2`. */
export type CallSource = "undici" | "http" | "http2";

/** Called with what is published on a channel, by the channel's name. */
export type Listeners = Readonly<Record<string, (message: never) => void>>;

const SOURCES: Readonly<Record<CallSource, Listeners>> = {
  undici: undiciListeners,
  http: httpListeners,
  http2: http2Listeners,
};

/**
 * Listens, once per process, to what Node's own clients say of their requests: no module is patched or loaded, so it
 * works in bundles and in ES modules. Where the application makes spans with an SDK of its own and something of it
 * listens already, the calls are left to that.
 *
 * @see https://nodejs.org/api/diagnostics_channel.html
 */
export function watchOutgoingCalls(isForeign: boolean): void {
  const state = processState();
  if (state.outgoing !== undefined) return;
  const left = new Set<CallSource>();
  state.outgoing = left;
  const { channel, subscribe, unsubscribe } = builtin("node:diagnostics_channel");
  for (const [source, listeners] of Object.entries(SOURCES) as [CallSource, Listeners][]) {
    const names = Object.keys(listeners);
    if (isForeign && names.some((name) => channel(name).hasSubscribers)) left.add(source);
    for (const name of names) {
      const listen = (message: unknown): void => {
        // A listener that throws would end the process.
        try {
          if (processState().outgoing === left) listeners[name]?.(message as never);
          else unsubscribe(name, listen);
        } catch {
          // What cannot be read is a call without a span.
        }
      };
      subscribe(name, listen);
    }
  }
}
