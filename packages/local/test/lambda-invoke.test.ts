import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { invokeInTurn, NODE_22, NODE_MAJOR, OVER_RIC, start, until } from "./lambda-support.ts";

const MALFORMED = ["Runtime.MalformedStreamingHandler", "Only response streaming"] as const;
const RIC_3_MISTAKE = ["ReferenceError", "MalformedStreamingHandler is not defined"] as const;
const NODE_24 = process.execPath;

describe("invoking AWS Lambda with an event", () => {
  test("gives back what the handler returned, from an ES module and from CommonJS", async () => {
    const esm = await start("functions.mjs", { target: "echo" });
    expect(await esm.invoke({ order: [1, null] })).toEqual({
      ok: true,
      result: { order: [1, null] },
      invocationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const cjs = await start("plain.cjs");
    expect((await cjs.invoke("x")).result).toEqual({ got: "x", esm: false });
    expect(esm.counts()).toMatchObject({ invocations: 1, errors: 0, timeouts: 0, coldStarts: 1 });
    expect(esm.counts().initMillis).toHaveLength(1);
  });

  test("a handler without a result gives null, and a nested export is found", async () => {
    const nothing = await start("functions.mjs", { target: "nothing" });
    expect(await nothing.invoke(undefined)).toMatchObject({ ok: true, result: null });
    const nested = await start("functions.mjs", { target: "nested.deep.handler" });
    expect((await nested.invoke({})).result).toBe("found");
  });

  test("what the handler throws is reported with its type, counted and printed", async () => {
    const platform = await start("functions.mjs", { target: "fail" });
    const results = await invokeInTurn(platform, {}, { kind: "string" }, { kind: "circular" });
    expect(results.map(({ ok, error }) => ({ ok, ...error }))).toEqual([
      { ok: false, type: "TypeError", message: "no such order" },
      { ok: false, type: "string", message: "just text" },
      {
        ok: false,
        type: NODE_MAJOR === 22 ? "Error" : "Runtime.JSONStringifyError",
        message: "Unable to stringify response body",
      },
    ]);
    expect(platform.counts()).toMatchObject({ invocations: 3, errors: 3, timeouts: 0, coldStarts: 1 });
    const find = () => platform.lines.find((text) => text.includes("no such order"));
    await until(() => find() !== undefined);
    expect(find()).toMatch(/^\S+Z\t[0-9a-f-]{36}\tERROR\tInvoke Error \t\{"errorType":"TypeError".*"code":"E_ORDER"/);
  });

  test("a process that ends is an error for its caller only, and a new instance takes over", async () => {
    const platform = await start("functions.mjs", { target: "fail" });
    const { error } = await platform.invoke({ kind: "exit" });
    expect(error?.type).toBe("Runtime.ExitError");
    expect(error?.message).toMatch(/^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 7$/);
    // Before Node 24 the runtime tells what nobody caught; it ends then, too.
    const type = NODE_MAJOR === 22 ? "RangeError" : "Runtime.ExitError";
    expect((await platform.invoke({ kind: "uncaught" })).error?.type).toBe(type);
    expect((await platform.invoke({})).error?.type).toBe("TypeError");
    expect(platform.counts()).toMatchObject({ invocations: 3, errors: 3, coldStarts: 3 });
    expect(platform.instances().map(({ state }) => state === "ended")).toEqual([true, true, false]);
  });

  test.each([
    ["broken.mjs", "handler", "RangeError", "cannot start"],
    ["missing.cjs", "handler", "Runtime.ImportModuleError", "not-there"],
    ["functions.mjs", "unknown", "Runtime.HandlerNotFound", "functions.unknown is undefined or not exported"],
    ["functions.mjs", "notAFunction", "Runtime.HandlerNotFound", "is not a function"],
    // Version 3 of AWS's runtime has a mistake of its own there.
    ["functions.mjs", "markedForRequests", ...(OVER_RIC && NODE_MAJOR === 22 ? RIC_3_MISTAKE : MALFORMED)],
  ])("%s %s cannot be initialised: %s", async (file, target, type, message) => {
    const platform = await start(file, { target });
    expect(await platform.invoke({})).toMatchObject({
      ok: false,
      error: { type, message: expect.stringContaining(message) },
    });
    expect((await fetch(platform.url)).status).toBe(502);
    expect(platform.counts()).toMatchObject({ invocations: 0, errors: 2, coldStarts: 0, initMillis: [] });
  });

  test("a runtime that cannot load the function is not killed: it ends by itself", async () => {
    const platform = await start("broken.mjs");
    expect((await platform.invoke({})).error).toEqual({ type: "RangeError", message: "cannot start" });
    await until(() => platform.instances()[0]?.state === "ended");
    const [logged = "", ...rest] = platform.lines.filter((line) => !line.startsWith("Executing"));
    expect(logged).toMatch(NODE_MAJOR === 22 ? /ERROR\tUncaught Exception \t\{/ : /ERROR\tInit Error \t\{/);
    expect(rest).toContain(NODE_MAJOR === 22 ? "exits with 129" : "exits with 1");
  });

  test("a handler with three parameters is refused from Node 24 on", async () => {
    const platform = await start("plain.cjs", { target: "callback", node: NODE_24 });
    const error = { type: "Runtime.CallbackHandlerDeprecated", message: expect.stringContaining("Node.js 24") };
    expect(await platform.invoke({})).toMatchObject({ ok: false, error });
    expect((await fetch(platform.url)).status).toBe(502);
    expect(platform.counts()).toMatchObject({ invocations: 0, errors: 2, coldStarts: 0, initMillis: [] });
  });

  test("a file that cannot be parsed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "isobar-local-"));
    const file = join(folder, "syntax.cjs");
    writeFileSync(file, "exports.handler = async () => {");
    const platform = await start("", { file });
    expect((await platform.invoke({})).error?.type).toBe("Runtime.UserCodeSyntaxError");
    rmSync(folder, { recursive: true });
  });

  test("a file that AWS Lambda would not load is refused at once", async () => {
    await expect(start("nowhere.mjs")).rejects.toThrow("was not found");
    await expect(start("a.b.mjs")).rejects.toThrow("may have no dot");
  });
});

describe("a handler on Node 22", () => {
  test("may answer by its callback, and waits for the event loop unless told not to", async () => {
    const platform = await start("plain.cjs", { target: "callback", node: NODE_22 });
    const [waited, failed, atOnce] = await invokeInTurn(platform, {}, { fail: true }, { atOnce: true });
    expect(waited?.result).toEqual({ timerRan: true, waits: true });
    expect(failed?.error).toEqual({ type: "RangeError", message: "by callback" });
    expect(atOnce?.result).toEqual({ timerRan: false, waits: false });
    expect(platform.counts()).toMatchObject({ invocations: 3, errors: 1, coldStarts: 1 });
  });

  test("is an ES module as well; what a plain function returns is ignored there, but not on Node 24", async () => {
    const esm = await start("functions.mjs", { target: "inspect", node: NODE_22 });
    expect((await esm.invoke({})).result).toMatchObject({ env: { AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" } });
    const before = await start("plain.cjs", { target: "sync", node: NODE_22 });
    expect(await before.invoke({})).toMatchObject({ ok: true, result: null });
    const now = await start("plain.cjs", { target: "sync", node: NODE_24 });
    expect(await now.invoke({})).toMatchObject({ ok: true, result: "ignored before Node 24" });
  });

  test("reports what nobody caught under a name of its own, and its process ends", async () => {
    const rejected = await start("plain.cjs", { target: "rejected", node: NODE_22 });
    expect((await rejected.invoke({})).error).toEqual({
      type: "Runtime.UnhandledPromiseRejection",
      message: "Error: left alone",
    });
    const uncaught = await start("functions.mjs", { target: "fail", node: NODE_22 });
    expect((await uncaught.invoke({ kind: "uncaught" })).error).toEqual({
      type: "RangeError",
      message: "out of reach",
    });
    const broken = await start("broken.mjs", { node: NODE_22 });
    expect((await broken.invoke({})).error).toEqual({ type: "RangeError", message: "cannot start" });
  });
});
