type Listener = (...args: unknown[]) => void;

/** One listener for a signal that is called later than the signal comes. */
export interface HeldListener {
  readonly isHeld: boolean;
}

/**
 * Holds back the one listener for a signal that `isWanted` recognises, whether it is there already or comes later. All
 * others stay what they are, and so does their order.
 *
 * @param release - given the call that the listener was to get, with its arguments, each time when the signal comes
 */
export function holdListener(
  signal: NodeJS.Signals,
  isWanted: (listener: object) => boolean,
  release: (call: () => void) => void,
): HeldListener {
  let isHeld = false;
  const hold = (original: Listener): void => {
    const holding = function (this: unknown, ...args: unknown[]): void {
      release(() => Reflect.apply(original, this, args));
    };
    isHeld = replace(signal, original, holding);
    // By this, as with `once`, the other one is what `process.listeners` shows and `process.off` takes.
    Object.assign(holding, { listener: original });
  };
  const onNew = (name: string | symbol, listener: Listener): void => {
    if (name !== signal || !isWanted(listener)) return;
    process.off("newListener", onNew);
    // It is not there yet.
    process.nextTick(hold, listener);
  };
  const present = process.listeners(signal).find(isWanted) as Listener | undefined;
  if (present === undefined) process.on("newListener", onNew);
  else hold(present);
  return {
    get isHeld() {
      return isHeld;
    },
  };
}

/** Node has no way to put a listener between others: those behind it are taken away for a moment. */
function replace(signal: NodeJS.Signals, original: Listener, holding: Listener): boolean {
  const all = process.rawListeners(signal) as Listener[];
  const index = all.indexOf(original);
  if (index === -1) return false;
  const behind = all.slice(index + 1);
  // Never without any: the signal would end the process then.
  process.on(signal, holding);
  for (const listener of [original, ...behind]) process.off(signal, listener);
  for (const listener of behind) process.on(signal, listener);
  return true;
}
