import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const source = (name: string): string => JSON.stringify(fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url)));

/** Runs a process with an invocation in flight, sends it SIGTERM, and says what it wrote and how it ended. */
async function terminate(application: string) {
  const script = `
    import { flushOnSigterm } from ${source("terminate")};
    import { processState } from ${source("state")};
    const keepAlive = setInterval(() => {}, 1000);
    const state = processState();
    state.begun = 1;
    state.telemetry = { logger: { emit: ({ eventName }) => console.log("log", eventName) } };
    const invocation = {
      remainingMillis: () => undefined,
      cutShort(errorType, attributes) {
        console.log("cut short", errorType, JSON.stringify(attributes));
        state.inFlight.pop();
      },
    };
    state.inFlight.push(invocation);
    let isFlushing = false;
    flushOnSigterm(async (budgetMillis) => {
      isFlushing = true;
      console.log("flush", budgetMillis > 0 && budgetMillis <= 2000);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }, 2000);
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
    if (output.includes("ready") && !before.includes("ready")) child.kill("SIGTERM");
  });
  const [code, signal] = await once(child, "close");
  expect(errors).toBe("");
  return { lines: output.trim().split("\n").slice(1), code, signal };
}

describe("at SIGTERM, where nobody else listens", () => {
  it("what still runs after the export is cut short and sent, and the process ends by the signal", async () => {
    expect(await terminate("")).toEqual({
      lines: ["flush true", "log isobar.process_exit", "cut short process_exit {}", "flush true"],
      code: null,
      signal: "SIGTERM",
    });
  });

  it("what ends while the export is under way is not cut short, but sent", async () => {
    const { lines, signal } = await terminate("setInterval(() => isFlushing && state.inFlight.splice(0), 10);");
    expect({ lines, signal }).toEqual({ lines: ["flush true", "flush true"], signal: "SIGTERM" });
  });
});

describe("at SIGTERM, where the application listens", () => {
  it("what runs is the application's, and the end is too", async () => {
    const ended = await terminate(`process.on("SIGTERM", () => setTimeout(() => {
      console.log("my own end");
      clearInterval(keepAlive);
    }, 400));`);
    expect(ended).toEqual({ lines: ["flush true", "my own end"], code: 0, signal: null });
  });
});
