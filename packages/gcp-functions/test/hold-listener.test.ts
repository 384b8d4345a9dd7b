import { afterEach, expect, test } from "vitest";
import { holdListener } from "../src/hold-listener.ts";

const SIGNAL = "SIGUSR2";
const calls: unknown[][] = [];
const released: (() => void)[] = [];

afterEach(() => {
  process.removeAllListeners(SIGNAL);
  process.removeAllListeners("newListener");
  calls.length = 0;
  released.length = 0;
});

const createListener = (name: string) =>
  function (this: unknown, ...args: unknown[]): void {
    calls.push([name, this === process, ...args]);
  };
const wanted = createListener("wanted");
const hold = () =>
  holdListener(
    SIGNAL,
    (listener) => listener === wanted,
    (call) => released.push(call),
  );
const signal = () => (process as NodeJS.EventEmitter).emit(SIGNAL, SIGNAL, 12);
const others = (...names: string[]) => names.map((name) => [name, true, SIGNAL, 12]);

test.each(["is there already", "comes later"])(
  "a listener that %s is called when it is let go, as it was to be",
  async (when) => {
    const early = when === "is there already" ? undefined : hold();
    process.on(SIGNAL, createListener("before"));
    process.on(SIGNAL, wanted);
    process.once(SIGNAL, createListener("once"));
    process.on(SIGNAL, createListener("behind"));
    const held = early ?? hold();
    await new Promise(process.nextTick);
    expect(held.isHeld).toBe(true);
    signal();
    expect(calls).toEqual(others("before", "once", "behind"));
    released[0]?.();
    expect(calls.at(-1)).toEqual(["wanted", true, SIGNAL, 12]);
    signal();
    expect(calls.slice(4)).toEqual(others("before", "behind"));
    expect(released).toHaveLength(2);
  },
);

test("a listener that is held can be seen and removed as the one that it is", () => {
  process.on(SIGNAL, wanted);
  hold();
  expect(process.listeners(SIGNAL)).toEqual([wanted]);
  process.off(SIGNAL, wanted);
  signal();
  expect(process.listeners(SIGNAL)).toEqual([]);
  expect(released).toEqual([]);
});

test("where no listener is the one, none is touched", async () => {
  const other = createListener("other");
  process.on(SIGNAL, other);
  const held = hold();
  process.on("SIGHUP", wanted);
  await new Promise(process.nextTick);
  expect(held.isHeld).toBe(false);
  expect(process.rawListeners(SIGNAL)).toEqual([other]);
  process.off("SIGHUP", wanted);
});
