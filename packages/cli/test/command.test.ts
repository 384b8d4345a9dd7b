import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "isobar-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function isobar(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

describe("the command", () => {
  it("explains itself", async () => {
    expect(await isobar("--help")).toMatchObject({ code: 0, stdout: expect.stringContaining("demo"), stderr: "" });
    expect((await isobar("demo", "--help")).stdout).toContain("--endpoint URL");
    expect((await isobar("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await isobar()).code).toBe(2);
  });

  it("says so where Node is too old, before anything fails of it", async () => {
    const older = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })';
    const ended = await new Promise<string>((resolve) => {
      const args = ["--import", `data:text/javascript,${encodeURIComponent(older)}`, main, "demo"];
      execFile(process.execPath, args, (error, _stdout, stderr) => resolve(`${error?.code} ${stderr}`));
    });
    expect(ended).toBe("2 isobar: isobar needs Node 22.15 or newer, and this is 20.20.2\n");
  });

  it.each([
    [["dmeo"], 'no command "dmeo"'],
    [["demo", "--requests", "many"], "--requests needs a whole number"],
    [["demo", "--requests", "3"], "at least 20"],
    [["demo", "--endpoint", "localhost:4318"], "--endpoint needs an http:// or https:// URL"],
    [["demo", "--bogus"], "--bogus"],
    [["demo", "--output", "/dev/null/runs"], "cannot be made"],
  ])("tells a mistake in one line, without a stack: %j", async (args, expected) => {
    const { code, stdout, stderr } = await isobar(...args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(expected);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr).not.toContain("\u001b[");
  });
});

describe("the demo", () => {
  it("prints one JSON object, and writes each request as the client saw it", async () => {
    const { code, stdout, stderr } = await isobar("demo", "--json", "--requests", "20", "--output", folder);
    expect(code, stderr).toBe(0);
    const { platforms, runFolder, report } = JSON.parse(stdout);
    expect(report).toBe(join(runFolder, "report.html"));
    const page = readFileSync(report, "utf8");
    expect(page).toContain("compare the adapters, and not the clouds");
    for (const id of ["aws", "azure", "gcp"]) expect(page).toMatch(new RegExp(`<bdi>${id}</bdi>`));
    expect(platforms.map(({ platform }: { platform: string }) => platform)).toEqual([
      "aws_lambda",
      "gcp_cloud_functions",
      "azure.functions",
    ]);
    for (const summary of platforms) {
      expect(summary).toMatchObject({ requests: 20, messages: 12, timeouts: 1, lost: 0, duplicates: 0 });
    }
    const lines = readFileSync(join(runFolder, "requests.jsonl"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(60);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ id: "aws_lambda-http-00001", status: 201 });
    expect(stderr).toContain("Azure Functions: ending");
  });
});
