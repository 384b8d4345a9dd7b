import { execFile } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "isobar-cli-compare-"));
const run = join(folder, "run");
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function isobar(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

/** A line of OTLP JSON with `count` invocations on a cloud, `millis` each and some more. */
function line(cloud: string, count: number, millis: number): string {
  const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const spans = Array.from({ length: count }, (_, index) => ({
    traceId: `${cloud}${index}`.replaceAll(/[^0-9a-f]/g, "0").padStart(32, cloud === "aws" ? "1" : "2"),
    spanId: `${index}`.padStart(16, cloud === "aws" ? "1" : "2"),
    name: "GET /",
    kind: 2,
    startTimeUnixNano: String(1_767_225_600_000_000_000n + BigInt(index) * 100_000_000n),
    endTimeUnixNano: String(1_767_225_600_000_000_000n + BigInt(index * 100 + millis + (index % 9)) * 1_000_000n),
    attributes: [attribute("faas.trigger", "http"), attribute("faas.instance", `${cloud}-${index % 8}`)],
  }));
  const resource = { attributes: [attribute("cloud.provider", cloud), attribute("faas.name", "orders")] };
  return `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })}\n`;
}

beforeAll(async () => {
  const { mkdir } = await import("node:fs/promises");
  await mkdir(run);
  writeFileSync(join(run, "traces.jsonl"), line("aws", 200, 20) + line("gcp", 200, 40));
  writeFileSync(join(folder, "fail.yaml"), "checks:\n  - {metric: ratio, tolerance: 0.2}\n");
  writeFileSync(join(folder, "pass.yaml"), "checks:\n  - {metric: ratio, tolerance: 2}\n");
  writeFileSync(join(folder, "unknown.yaml"), "checks:\n  - {metric: ratio, tolerance: 2, min_n: 5000}\n");
});

describe("isobar compare", () => {
  it("shows a table, without colours where nobody looks", async () => {
    const { code, stdout, stderr } = await isobar("compare", run);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/400 invocations by cloud/);
    expect(stdout).toMatch(/gcp \/ aws\s+warm, function\s+1\.\d+ \[/);
    expect(stdout).not.toContain("\u001b[");
    expect(code).toBe(0);
  });

  it("has exit codes of its own for what a gate says", async () => {
    const told = async (gate: string) => (await isobar("compare", run, "--gate", join(folder, gate))).code;
    expect(await told("pass.yaml")).toBe(0);
    expect(await told("fail.yaml")).toBe(1);
    expect(await told("unknown.yaml")).toBe(3);
    expect(await told("missing.yaml")).toBe(2);
  });

  it("writes JSON, Markdown and JUnit", async () => {
    const junit = join(folder, "junit.xml");
    const { stdout } = await isobar("compare", run, "--json", "--gate", join(folder, "fail.yaml"), "--junit", junit);
    const comparison = JSON.parse(stdout);
    expect(comparison).toMatchObject({ version: 1, by: ["cloud"], gate: { verdict: "fail" } });
    expect(comparison.reproduce.command).toMatch(/^isobar compare .*run --json --gate/);
    expect(readFileSync(junit, "utf8")).toContain("<failure");
    expect((await isobar("compare", run, "--markdown")).stdout).toMatch(/^### Comparison/);
  });

  it("imports into DuckDB, and compares from there", async () => {
    appendFileSync(join(run, "traces.jsonl"), '{"resourceSpans":[');
    const imported = await isobar("import", run, "--store", "duckdb:x.duckdb");
    expect(imported.stdout).toBe("400 spans imported into duckdb:x.duckdb, 1 lines left out\n");
    expect(imported.stderr).toMatch(/left out: .*traces\.jsonl:3: incomplete last line/);
    const { stdout } = await isobar("compare", "duckdb:x.duckdb", "--by", "cloud,function", "--json");
    expect(JSON.parse(stdout).groups.map(({ id }: { id: string }) => id)).toEqual(["aws orders", "gcp orders"]);
  });

  it.each([
    [["compare"], /name a run's folder, a file or a store/],
    [["compare", "/no/such"], /there is no \/no\/such/],
    [["compare", "run", "--json", "--markdown"], /exclude each other/],
    [["compare", "run", "--junit", "x.xml"], /name one with --gate/],
    [["compare", "run", "--since", "yesterday"], /--since needs a time/],
    [["compare", "run", "--where", "cloud"], /--where needs NAME=VALUE/],
    [["compare", "run", "--baseline", "azure"], /no group "azure" for a baseline; there are: aws, gcp/],
    [["compare", "duckdb:none.duckdb"], /there is no file none\.duckdb/],
    [["compare", "postgres://u:secret@h/d"], /postgres:\/\/h\/d is no store/],
    [["import", "run"], /--store is missing/],
    [["import", "run", "--store", "somewhere"], /write duckdb:FILE/],
    [["import", "--listen", "x", "--store", "duckdb:y"], /--listen needs a port/],
  ])("tells a mistake in one line, without a stack or a secret: %j", async (args, message) => {
    const { code, stdout, stderr } = await isobar(...args);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr).not.toContain("secret");
    expect(code).toBe(2);
  });

  it("shows examples that work as they are printed", async () => {
    const { stdout } = await isobar("compare", "--help");
    expect(stdout).toContain("isobar compare runs/* --by cloud");
    const examples = [...stdout.matchAll(/^ {2}isobar ((?:import|compare) .*)$/gm)].map(([, example = ""]) => example);
    expect(examples).toHaveLength(3);
    for (const example of examples) {
      const { code, stderr } = await isobar(...example.replace("runs/*", run).split(" "));
      expect(code, `${example}: ${stderr}`).toBe(0);
    }
  });
});
