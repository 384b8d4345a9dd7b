import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const SOURCE = fileURLToPath(new URL("../src/terminate.ts", import.meta.url));

/** Runs a process whose export takes 200 ms, sends it SIGTERM, and says what it wrote and how it ended. */
async function terminate(application: string, { signals = 1 } = {}) {
  const script = `
    import { flushOnTerminate } from ${JSON.stringify(SOURCE)};
    const keepAlive = setInterval(() => {}, 1000);
    flushOnTerminate(async (budget) => {
      console.log("export within", budget);
      await new Promise((resolve) => setTimeout(resolve, 200));
      console.log("exported");
    });
    ${application}
    console.log("ready");
  `;
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "--eval", script]);
  let output = "";
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  child.stdout.on("data", (chunk) => {
    const before = output;
    output += chunk;
    if (before.includes("ready") || !output.includes("ready")) return;
    for (let sent = 0; sent < signals; sent += 1) child.kill("SIGTERM");
  });
  const [code, signal] = await once(child, "close");
  expect(errors).toBe("");
  return { lines: output.trim().split("\n").slice(1), code, signal };
}

const EXPORTED = ["export within 8000", "exported"];

describe("at SIGTERM the last export is done", () => {
  test("before an exit that another listener asks for, and with its code", async () => {
    const ended = await terminate(`process.on("SIGTERM", () => process.exit(3));`);
    expect(ended).toEqual({ lines: EXPORTED, code: 3, signal: null });
  });

  test("where the exit has no code, as the functions framework's", async () => {
    const ended = await terminate(`process.on("SIGTERM", () => process.exit());`);
    expect(ended).toEqual({ lines: EXPORTED, code: 0, signal: null });
  });

  test("once, whatever the number of signals and of exits", async () => {
    const ended = await terminate(`process.on("SIGTERM", () => { process.exit(4); process.exit(5); });`, {
      signals: 3,
    });
    expect(ended).toEqual({ lines: EXPORTED, code: 4, signal: null });
  });

  test("and the process ends by the signal where nobody else listens", async () => {
    expect(await terminate("")).toEqual({ lines: EXPORTED, code: null, signal: "SIGTERM" });
  });

  test("and a listener that ends the process in its own time is left to it", async () => {
    const ended = await terminate(`process.on("SIGTERM", () => setTimeout(() => {
      console.log("my own end");
      clearInterval(keepAlive);
    }, 500));`);
    expect(ended).toEqual({ lines: [...EXPORTED, "my own end"], code: 0, signal: null });
  });

  test("after what the other listeners did in the same turn", async () => {
    const ended = await terminate(
      `process.on("SIGTERM", () => { setImmediate(() => console.log("answered")); process.exit(0); });`,
    );
    expect(ended.lines).toEqual(["answered", ...EXPORTED]);
  });

  test("and `process.exit` is what it was", async () => {
    const ended = await terminate(`
      const exit = process.exit;
      process.on("SIGTERM", () => setTimeout(() => {
        console.log(process.exit === exit);
        process.exit(6);
      }, 500));`);
    expect(ended).toEqual({ lines: [...EXPORTED, "true"], code: 6, signal: null });
  });
});

describe("the functions framework's own listener", () => {
  const FRAMEWORK = `
    const sendCrashResponse = ({ callback }) => {
      console.log("framework");
      callback();
    };
    process.on("SIGTERM", () => {
      sendCrashResponse({ callback: () => process.exit() });
    });
  `;
  const say = (name: string): string => `process.on("SIGTERM", () => console.log(${JSON.stringify(name)}));`;

  test("waits for the export, and no other does", async () => {
    const ended = await terminate(`${say("first")} ${FRAMEWORK} process.nextTick(() => { ${say("last")} });`);
    expect(ended).toEqual({
      lines: ["export within 8000", "first", "last", "exported", "framework"],
      code: 0,
      signal: null,
    });
  });

  test("is called as often as the signal comes, and the export is done once", async () => {
    const counting = FRAMEWORK.replace("process.exit()", "setTimeout(() => process.exit(), 200)");
    const { lines } = await terminate(`${counting} ${say("signal")}`, { signals: 3 });
    const signals = lines.filter((line) => line === "signal").length;
    expect(lines.filter((line) => line === "framework")).toHaveLength(signals);
    expect(lines.filter((line) => line === "exported")).toHaveLength(1);
  });

  test("is no reason to hold an exit that the application asks for", async () => {
    const ended = await terminate(`process.on("SIGTERM", () => process.exit(5)); ${FRAMEWORK}`);
    expect(ended).toEqual({ lines: ["export within 8000"], code: 5, signal: null });
  });
});
