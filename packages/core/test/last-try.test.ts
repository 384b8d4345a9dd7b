import { afterEach, describe, expect, it } from "vitest";
import { createUnsentWarning } from "../src/telemetry/last-try.ts";
import { collectDiagnostics, resetProcess } from "./support.ts";

afterEach(resetProcess);

/** What is said of it from now on. */
function listen(): () => string[] {
  const diagnostics = collectDiagnostics();
  return () => diagnostics.filter((message) => message.startsWith("isobar:"));
}

const START = "isobar: the instance ends with telemetry to which no backend has said yes: ";

describe("what an instance takes with it", () => {
  it("is said by signal, all batches together, and nothing of what was sent", () => {
    const said = listen();
    createUnsentWarning()([
      { signal: "traces", count: 512 },
      { signal: "traces", count: 88 },
      { signal: "metrics", count: 0 },
      { signal: "logs", count: 3 },
    ]);
    expect(said()).toEqual([`${START}600 spans, 3 log records`]);
  });

  it("has no number where a part of it could not be counted", () => {
    const said = listen();
    createUnsentWarning()([
      { signal: "metrics", count: 4 },
      { signal: "metrics", count: undefined },
    ]);
    expect(said()).toEqual([`${START}metric points`]);
  });

  it("is said again where it is less or more in the end", () => {
    const said = listen();
    const warn = createUnsentWarning();
    warn([]);
    warn([{ signal: "logs", count: 1 }]);
    warn([{ signal: "logs", count: 1 }]);
    warn([{ signal: "logs", count: 2 }]);
    warn([]);
    expect(said()).toEqual([`${START}1 log records`, `${START}2 log records`, `${START}nothing`]);
  });
});
