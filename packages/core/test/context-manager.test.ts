import { EventEmitter } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { createContextKey, ROOT_CONTEXT } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { describe, expect, it } from "vitest";
import { createContextManager } from "../src/telemetry/context-manager.ts";

const KEY = createContextKey("test");
const here = ROOT_CONTEXT.setValue(KEY, "here");
const there = ROOT_CONTEXT.setValue(KEY, "there");

describe.each([
  ["Isobar's context manager", createContextManager],
  ["OpenTelemetry's own", () => new AsyncLocalStorageContextManager().enable()],
])("%s", (_name, create) => {
  it("has the root context where none is active", () => {
    expect(create().active()).toBe(ROOT_CONTEXT);
  });

  it("keeps the context over asynchronous calls, and hands on this, arguments and result", async () => {
    const manager = create();
    const seen = manager.with(
      here,
      async function (this: { name: string }, one: number, two: number) {
        await wait(1);
        return [this.name, one, two, manager.active().getValue(KEY)];
      },
      { name: "me" },
      1,
      2,
    );
    expect(manager.active()).toBe(ROOT_CONTEXT);
    expect(await seen).toEqual(["me", 1, 2, "here"]);
  });

  it("binds functions, whose arity stays", () => {
    const manager = create();
    const bound = manager.bind(here, function (this: unknown, _one: unknown, _two: unknown) {
      return [this, manager.active()];
    });
    expect(bound).toHaveLength(2);
    expect(manager.with(there, () => bound.call("me", 1, 2))).toEqual(["me", here]);
  });

  it("binds emitters: listeners run in the context, once, and can be removed", () => {
    const manager = create();
    const emitter = manager.bind(here, new EventEmitter());
    const seen: unknown[] = [];
    const listener = (): void => void seen.push(manager.active().getValue(KEY));
    emitter.on("event", listener);
    emitter.once("event", () => listener());
    manager.bind(there, emitter);
    emitter.emit("event");
    emitter.emit("event");
    expect(seen).toEqual(["here", "here", "here"]);
    emitter.off("event", listener);
    emitter.emit("event");
    expect(seen).toHaveLength(3);
    expect(emitter.listenerCount("event")).toBe(0);
    emitter.once("event", listener);
    emitter.removeListener("event", listener);
    emitter.on("event", listener);
    emitter.removeAllListeners("event");
    expect(emitter.listenerCount("event")).toBe(0);
  });

  it("leaves alone what it cannot bind", () => {
    const target = {};
    expect(create().bind(here, target)).toBe(target);
  });
});

it("removes a listener that was added twice, which OpenTelemetry's own loses sight of", () => {
  const emitter = createContextManager().bind(here, new EventEmitter());
  const listener = (): void => {};
  emitter.on("event", listener);
  emitter.once("event", listener);
  emitter.off("event", listener);
  emitter.off("event", listener);
  expect(emitter.listenerCount("event")).toBe(0);
});
