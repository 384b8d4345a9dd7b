import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { InvokeResult } from "../src/index.ts";
import { BUILT, fixture, invokeInTurn, isGone, processState, start, until } from "./lambda-support.ts";

interface Ran {
  readonly pid: number;
  readonly activeAtOnce: number;
}

const pidOf = (turn: InvokeResult | undefined) => (turn?.result as Ran | undefined)?.pid ?? 0;

describe("the instances of AWS Lambda", () => {
  test("none before the first request, then one for each event that runs at once, up to the limit", async () => {
    const platform = await start("functions.mjs", { target: "slow", maxInstances: 3 });
    expect(platform.instances()).toEqual([]);
    const results = await Promise.all(Array.from({ length: 7 }, () => platform.invoke({ millis: 200 })));
    const ran = results.map(({ result }) => result as Ran);
    expect(new Set(ran.map(({ pid }) => pid)).size).toBe(3);
    expect(ran.every(({ activeAtOnce }) => activeAtOnce === 1)).toBe(true);
    expect(platform.counts()).toMatchObject({ invocations: 7, errors: 0, coldStarts: 3 });
    expect(platform.instances().reduce((sum, { invocations }) => sum + invocations, 0)).toBe(7);
    expect(platform.instances().every(({ initMillis = 0 }) => initMillis > 0)).toBe(true);
  });

  test("the one that was used last is used again", async () => {
    const platform = await start("functions.mjs", { target: "slow" });
    await Promise.all([platform.invoke({ millis: 300 }), platform.invoke({ millis: 300 })]);
    await until(() => platform.instances().every(({ state }) => state === "frozen"));
    const turns = await invokeInTurn(platform, ...Array.from({ length: 4 }, () => ({ millis: 0 })));
    expect(new Set(turns.map(pidOf)).size).toBe(1);
    expect(platform.instances()).toHaveLength(2);
  });

  test("are frozen between events: the process is stopped and its timers do not run", async () => {
    const platform = await start("functions.mjs", { target: "gap" });
    const { pid } = (await platform.invoke({})).result as Ran;
    await until(() => processState(pid) === "T");
    expect(platform.instances()).toMatchObject([{ pid, state: "frozen", invocations: 1 }]);
    await sleep(400);
    const second = (await platform.invoke({})).result as { pid: number; longestGapMillis: number };
    expect(second.pid).toBe(pid);
    expect(second.longestGapMillis).toBeGreaterThan(390);
  });

  test("are not frozen when that is switched off, until the caller says so", async () => {
    const platform = await start("functions.mjs", { target: "gap", freeze: false });
    const { pid } = (await platform.invoke({})).result as Ran;
    await until(() => platform.instances()[0]?.state === "idle");
    await sleep(50);
    expect(processState(pid)).not.toBe("T");
    platform.freeze();
    await until(() => processState(pid) === "T");
    platform.thaw();
    await until(() => processState(pid) !== "T");
    platform.freeze();
    expect((await platform.invoke({})).result).toMatchObject({ pid });
  });

  test("the time limit kills one; its caller is told, and a new one takes over", async () => {
    const platform = await start("functions.mjs", { target: "hang", timeoutMillis: 1000 });
    const [first, hung] = await invokeInTurn(platform, {}, { hang: true });
    const pid = pidOf(first);
    expect(hung?.ok).toBe(false);
    expect(hung?.error?.type).toBe("Sandbox.Timedout");
    expect(hung?.error?.message).toMatch(/Task timed out after 1.00 seconds$/);
    await until(() => isGone(pid));
    const [next] = await invokeInTurn(platform, {});
    expect(pidOf(next)).not.toBe(pid);
    expect((await fetch(`${platform.url}/hang`)).status).toBe(502);
    expect(platform.counts()).toMatchObject({ invocations: 4, errors: 2, timeouts: 2, coldStarts: 2 });
  });

  test("what waits for a free instance outlives the one that is killed", async () => {
    const platform = await start("functions.mjs", { target: "hang", timeoutMillis: 1000, maxInstances: 1 });
    const [hung, waiting] = await Promise.all([platform.invoke({ hang: true }), platform.invoke({})]);
    expect([hung.ok, waiting.ok]).toEqual([false, true]);
  });

  test("a function without extension is ended by SIGKILL, without a word", async () => {
    const platform = await start("terminates.mjs");
    await platform.invoke({});
    const [instance] = platform.instances();
    await platform.terminate();
    expect(platform.instances()).toMatchObject([{ pid: instance?.pid, state: "ended" }]);
    expect(platform.lines).toEqual([]);
    expect(await platform.invoke({})).toMatchObject({ ok: true });
    expect(platform.counts().coldStarts).toBe(2);
  });

  test("terminate lets a running invocation end; kill does not", async () => {
    const platform = await start("functions.mjs", { target: "slow" });
    await invokeInTurn(platform, { millis: 0 });
    const slow = platform.invoke({ millis: 500 });
    await platform.terminate();
    expect((await slow).ok).toBe(true);
    const killed = platform.invoke({ millis: 60_000 });
    await until(() => platform.counts().invocations === 3);
    await platform.kill();
    expect((await killed).error?.message).toMatch(/signal: killed$/);
    expect(platform.instances().map(({ state }) => state)).toEqual(["ended", "ended"]);
  });

  test("are started by the CommonJS build too", async () => {
    const { startLambda } = createRequire(import.meta.url)("../dist/index.cjs") as typeof import("../src/index.ts");
    const platform = await startLambda({ file: fixture("plain.cjs") });
    expect((await platform.invoke(1)).result).toEqual({ got: 1, esm: false });
    await platform.stop();
  });

  test("stop ends every process and closes the front end", async () => {
    const platform = await start("functions.mjs", { target: "slow" });
    await Promise.all([platform.invoke({ millis: 50 }), platform.invoke({ millis: 50 })]);
    const pids = platform.instances().map(({ pid }) => pid);
    await platform.stop();
    expect(pids.map(isGone)).toEqual([true, true]);
    await expect(fetch(platform.url)).rejects.toThrow();
    expect((await platform.invoke({})).error?.type).toBe("ServiceException");
  });

  test.each(["process.exit(0)", "process.kill(process.pid, 'SIGKILL')", "process.kill(process.pid, 'SIGTERM')"])(
    "no process is left when the one that started them ends by %s",
    async (ending) => {
      const script = `
        import { startLambda } from ${JSON.stringify(BUILT.href)};
        const lambda = await startLambda({ file: ${JSON.stringify(fixture("functions.mjs"))}, target: "slow" });
        await Promise.all([lambda.invoke({ millis: 100 }), lambda.invoke({ millis: 100 })]);
        const pids = lambda.instances().map(({ pid }) => pid);
        process.stdout.write(JSON.stringify(pids) + "\\n", () => ${ending});
      `;
      const starter = spawn(process.execPath, ["--input-type=module", "-e", script], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = new Promise((resolve) => starter.once("exit", resolve));
      let pids: number[] = [];
      for await (const line of createInterface({ input: starter.stdout })) pids = JSON.parse(line);
      await ended;
      expect(pids).toHaveLength(2);
      await until(() => pids.every(isGone));
    },
  );
});
