import Module from "node:module";
import { afterEach, describe, expect, it, vi } from "vitest";
import { describeLifecycle } from "../src/lifecycle.ts";

const before = new Set(process.listeners("SIGTERM"));
const added = () => process.listeners("SIGTERM").filter((listener) => !before.has(listener));

afterEach(() => {
  vi.restoreAllMocks();
  for (const listener of added()) process.off("SIGTERM", listener);
});

/** A flush in the test's hand. */
function createFlush() {
  let finish = (): void => {};
  const flush = vi.fn(
    (_budgetMillis?: number) =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  return { flush, finish: () => finish() };
}

describe("when a response may go out", () => {
  it("is at once: the export starts by itself", () => {
    expect(describeLifecycle({}).mode).toBe("deferred");
  });
});

describe("the end of a worker", () => {
  it("waits, at the host's word, for a flush that fits into the grace period", async () => {
    const hooks = new Map<string, () => Promise<void>>();
    const original = Module.prototype.require;
    // As the worker does it.
    vi.spyOn(Module.prototype, "require").mockImplementation(function (this: Module, id: string) {
      if (id !== "@azure/functions-core") return Reflect.apply(original, this, [id]) as unknown;
      return { registerHook: (name: string, callback: () => Promise<void>) => hooks.set(name, callback) };
    });
    const { flush, finish } = createFlush();
    describeLifecycle({}).onTerminate?.(flush);

    let ended = false;
    const end = hooks
      .get("appTerminate")?.()
      .then(() => {
        ended = true;
      });
    await Promise.resolve();
    expect(flush).toHaveBeenCalledOnce();
    expect(flush.mock.calls[0]?.[0]).toBeLessThan(5000);
    expect(ended).toBe(false);
    finish();
    await end;
    expect(ended).toBe(true);
  });

  it("is no trouble outside of the host", () => {
    expect(() => describeLifecycle({}).onTerminate?.(async () => {})).not.toThrow();
  });
});

describe("SIGTERM", () => {
  it("ends the process after the flush, where nobody else listens", async () => {
    for (const listener of before) process.off("SIGTERM", listener);
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const { flush, finish } = createFlush();
    describeLifecycle({}).onTerminate?.(flush);

    process.emit("SIGTERM");
    process.emit("SIGTERM");
    expect(flush).toHaveBeenCalledOnce();
    await Promise.resolve();
    expect(kill).not.toHaveBeenCalled();
    finish();
    await vi.waitFor(() => expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, "SIGTERM"));
    expect(added()).toEqual([]);
    for (const listener of before) process.on("SIGTERM", listener);
  });

  it("is left to the application's own listener", async () => {
    const own = vi.fn();
    process.on("SIGTERM", own);
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const { flush, finish } = createFlush();
    describeLifecycle({}).onTerminate?.(flush);

    process.emit("SIGTERM");
    finish();
    await vi.waitFor(() => expect(added()).toEqual([own]));
    expect(own).toHaveBeenCalledOnce();
    expect(kill).not.toHaveBeenCalled();
  });
});
