import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "isobar-cli-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

function isobar(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

/** OTLP JSON with a hundred invocations of a version, so many milliseconds each and some more. */
function line(version: string, millis: number, digit: string): string {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const start = (index: number) => 1_767_225_600_000_000_000n + BigInt(index) * 100_000_000n;
  const spans = Array.from({ length: 100 }, (_, index) => ({
    traceId: `${index}`.padStart(32, digit),
    spanId: `${index}`.padStart(16, digit),
    name: "GET /<b>",
    kind: 2,
    startTimeUnixNano: String(start(index)),
    endTimeUnixNano: String(start(index) + BigInt(millis + (index % 9)) * 1_000_000n),
    attributes: [attribute("faas.trigger", "http"), attribute("faas.instance", `${version}-${index % 8}`)],
  }));
  const resource = { attributes: [attribute("cloud.provider", "aws"), attribute("faas.version", version)] };
  return `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })}\n`;
}

beforeAll(() => {
  mkdirSync(join(folder, "run"));
  writeFileSync(join(folder, "run", "traces.jsonl"), line("1", 20, "1") + line("2", 40, "2"));
  writeFileSync(join(folder, "gate.yaml"), "checks:\n  - {metric: ratio, tolerance: 0.2}\n");
});

describe("isobar report", () => {
  it("writes one page, with the command that writes it again, and says where", async () => {
    const args = ["report", "run", "--by", "version", "--output", "versions.html"];
    expect(await isobar(...args)).toEqual({ code: 0, stdout: "versions.html\n", stderr: "" });
    const page = readFileSync(join(folder, "versions.html"), "utf8");
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain("Against 1: 1 slower.");
    expect(page).toContain("GET /&lt;b&gt;");
    expect(page).toContain(`<code>isobar ${args.join(" ")}</code>`);
  });

  it("shows what a gate says, and ends as it does", async () => {
    const { code } = await isobar("report", "run", "--by", "version", "--gate", "gate.yaml");
    expect(code).toBe(1);
    expect(readFileSync(join(folder, "report.html"), "utf8")).toMatch(/✗ Fail.*1 of 1 check failed.*gate\.yaml/);
  });

  it.each([
    [["report"], /name a run's folder, a file or a store; try "isobar report --help"/],
    [["report", "run", "--json"], /--json.*try "isobar report --help"/],
    [["report", "run", "--output", ""], /--output needs the name of a file/],
    [["report", "run", "--output", "no/such/folder.html"], /no\/such\/folder\.html cannot be written/],
  ])("tells a mistake in one line, without a stack: %j", async (args, message) => {
    const { code, stdout, stderr } = await isobar(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
