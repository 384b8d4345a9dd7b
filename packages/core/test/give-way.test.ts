import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createGiveWay } from "../src/give-way.ts";

/** As a process without CPU. */
function standStill(millis: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
}

function create(patienceMillis = 60_000) {
  const state = { isBusy: false, isDone: false };
  const way = createGiveWay(() => state.isBusy);
  const giveWay = way.begin(performance.now(), performance.now() + patienceMillis);
  return {
    state,
    way,
    begin: () =>
      new Promise<void>(giveWay).then(() => {
        state.isDone = true;
      }),
  };
}

async function turns(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) await turn();
}

describe("an export between two of its steps", () => {
  it("goes on with the next turn where no invocation runs", async () => {
    const { state, begin } = create();
    void begin();
    expect(state.isDone).toBe(false);
    await turns(2);
    expect(state.isDone).toBe(true);
  });

  it("waits while an invocation runs, and goes on behind its response", async () => {
    const { state, way, begin } = create();
    state.isBusy = true;
    const given = begin();
    await turns(20);
    expect(state.isDone).toBe(false);
    way.clear();
    expect(state.isDone).toBe(false);
    await given;
  });

  it("does not wait for the end of a long one", async () => {
    const { state, begin } = create();
    state.isBusy = true;
    await begin();
    expect(state.isDone).toBe(true);
  });

  it("waits for the request that gave a frozen instance its CPU back", async () => {
    const { state, way, begin } = create();
    const given = begin();
    standStill(50);
    await turns(2);
    state.isBusy = true;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(state.isDone).toBe(false);
    way.clear();
    await given;
  });

  it("goes on behind the response of that request, as the CPU is taken again at once", async () => {
    const { state, way, begin } = create();
    void begin();
    standStill(50);
    await turns(2);
    expect(state.isDone).toBe(false);
    way.clear();
    await turns(4);
    expect(state.isDone).toBe(true);
  });

  it("waits for nobody, not even for a turn, once it has waited for too long", async () => {
    const { state, begin } = create(10);
    state.isBusy = true;
    standStill(50);
    void begin();
    await Promise.resolve();
    await Promise.resolve();
    expect(state.isDone).toBe(true);
  });
});
