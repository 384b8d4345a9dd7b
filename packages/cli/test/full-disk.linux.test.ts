import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openStore, readRun } from "@isobar/compare";
import { afterAll, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "isobar-cli-disk-"));
afterAll(() => rmSync(folder, { recursive: true }));

const TOO_LONG = "cannot be written: it would be longer than a file may be";

/**
 * The shell lets its children write no longer files than that, in units of 512 or 1024 bytes. Nobody has to be root for it,
 * and DuckDB meets what it meets on a full disk: a write that fails in the middle.
 */
const limited = (units: number, ...args: readonly string[]) =>
  ["-c", `ulimit -S -f ${units}; exec "$@"`, "sh", process.execPath, main, ...args] as const;

function run(command: string, args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(command, [...args], { cwd: folder, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

/** As OTLP JSON: each span has so many bytes that nothing makes shorter. */
function body(count: number, bytes = 60): string {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const spans = Array.from({ length: count }, (_, index) => ({
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    name: "GET /",
    kind: 2,
    startTimeUnixNano: String(1_767_225_600_000_000_000n + BigInt(index) * 1_000_000n),
    endTimeUnixNano: String(1_767_225_600_000_000_000n + BigInt(index + 20) * 1_000_000n),
    attributes: [attribute("faas.trigger", "http"), attribute("noise", randomBytes(bytes).toString("base64"))],
  }));
  const resource = { attributes: [attribute("cloud.provider", "aws")] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
}

async function countSpans(file: string): Promise<number> {
  const store = await openStore(`duckdb:${file}`);
  try {
    // Every part of what was written is looked at: counting alone would not meet what is broken.
    const noises = await store.count({ by: ["noise"] });
    const { spans } = await store.contents({ by: [] });
    expect(noises).toHaveLength(spans);
    return spans;
  } finally {
    await store.close();
  }
}

const traces = join(folder, "traces.jsonl");
writeFileSync(traces, Array.from({ length: 40 }, () => `${body(500)}\n`).join(""));

describe("a disk without room", () => {
  it("is told of a report, without a stack", async () => {
    const { code, stdout, stderr } = await run(process.execPath, [main, "report", traces, "--output", "/dev/full"]);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: "",
      stderr: "isobar: /dev/full cannot be written: the disk is full\n",
    });
  });

  it("leaves no half of a report", async () => {
    const page = join(folder, "short.html");
    const { code, stderr } = await run("sh", limited(8, "report", traces, "--output", page));
    expect([code, stderr]).toEqual([2, `isobar: ${page} ${TOO_LONG}\n`]);
    expect(readFileSync(page, "utf8")).toBe("");
  });

  it("is told of what goes to stdout", async () => {
    const args = ["-c", '"$@" > /dev/full', "sh", process.execPath, main, "compare", traces];
    const { code, stderr } = await run("sh", args);
    expect([code, stderr]).toEqual([2, "isobar: stdout cannot be written: the disk is full\n"]);
  });

  it("has nothing to do with a reader that has seen enough", async () => {
    const args = ["-c", '"$@" | head -n 0', "sh", process.execPath, main, "compare", traces, "--json"];
    expect(await run("sh", args)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("leaves an import of which it says how much is there", async () => {
    const file = join(folder, "import.duckdb");
    const { code, stdout, stderr } = await run("sh", limited(6000, "import", traces, "--store", `duckdb:${file}`));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).not.toMatch(/^\s+at /m);
    const [, kept] =
      new RegExp(`^isobar: ${file} ${TOO_LONG}\\. duckdb:${file} has (\\d+) spans, .* and not the rest`).exec(stderr) ??
      [];
    expect(Number(kept), stderr).toBeGreaterThan(0);
    expect(await countSpans(file)).toBe(Number(kept));
    // With room it goes on.
    expect((await run(process.execPath, [main, "import", traces, "--store", `duckdb:${file}`])).code).toBe(0);
    const { stdout: compared } = await run(process.execPath, [main, "compare", `duckdb:${file}`, "--json"]);
    expect(JSON.parse(compared).reading.invocations).toBe(20_000);
  });

  it("leaves no half of a new database, which would be none the next time", async () => {
    const file = join(folder, "new.duckdb");
    const { code, stderr } = await run("sh", limited(8, "import", traces, "--store", `duckdb:${file}`));
    expect([code, stderr]).toEqual([2, `isobar: ${file} ${TOO_LONG}\n`]);
    expect(existsSync(file)).toBe(false);
  });

  it("ends a run at once, which says that it is partial", async () => {
    const server = createServer((_request, response) => response.end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const runs = join(folder, "runs");
    const startedAt = performance.now();
    const args = ["bench", "--target", `own=${url}`, "--invocations", "3000", "--rate", "50", "--output", runs];
    const { code, stdout, stderr } = await run("sh", limited(16, ...args));
    server.close();
    const [name = ""] = readdirSync(runs);
    const own = join(runs, name);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`isobar: ${join(own, "client.jsonl")} ${TOO_LONG}; the run in ${own} is partial\n`);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    const { info, requests } = await readRun(own);
    expect(info.ended).toBe("failed");
    expect(requests.length).toBeGreaterThan(10);
    expect(requests.length).toBeLessThan(200);
    expect(readdirSync(own).sort()).toEqual(["client.jsonl", "run.json"]);
  });
});

describe("a receiver without room", () => {
  const SPANS = 250;

  /** Sends until something else than `wanted` is answered, or so often. */
  async function send(url: string, times: number, wanted: number): Promise<{ kept: number; last: string }> {
    let kept = 0;
    for (let time = 0; time < times; time += 1) {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${url}/v1/traces`, { method: "POST", headers, body: body(SPANS, 3000) });
      const text = await answer.text();
      if (answer.status === 200) kept += SPANS;
      if (answer.status !== wanted) return { kept, last: `${answer.status} ${text}` };
    }
    return { kept, last: "" };
  }

  async function listen(
    file: string,
    units: number,
  ): Promise<{ child: ChildProcess; url: string; told: () => string }> {
    const child = spawn("sh", limited(units, "import", "--listen", "0", "--store", `duckdb:${file}`), { cwd: folder });
    let told = "";
    child.stderr.on("data", (data) => {
      told += data;
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    return { child, url: /http:\S+/.exec(line.toString())?.[0] ?? "", told: () => told };
  }

  // Of the one DuckDB takes back what it was about to commit; the other one ends the database.
  it.each([
    ["a commit", 12_000],
    ["a checkpoint", 50_000],
  ])("for %s acknowledges nothing that it has not kept, and goes on when there is room again", async (what, units) => {
    const file = join(folder, `${what.replace(" ", "-")}.duckdb`);
    const { child, url, told } = await listen(file, units);
    const before = await send(url, 400, 200);
    expect(before.last).toContain(`503 {"code":14,"message":"${file} ${TOO_LONG}"}`);
    expect(before.kept).toBeGreaterThan(0);
    expect(await send(url, 3, 503)).toEqual({ kept: 0, last: "" });
    await promisify(execFile)("prlimit", [`--pid=${child.pid}`, "--fsize=unlimited:unlimited"]);
    // Not at every request does it try to open the database again.
    let after = await send(url, 5, 200);
    for (let tries = 0; after.last !== "" && tries < 100; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const more = await send(url, 5, 200);
      after = { kept: after.kept + more.kept, last: more.last };
    }
    expect(after).toEqual({ kept: 5 * SPANS, last: "" });
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
    expect(told()).toBe(`not kept: ${file} ${TOO_LONG}; senders are told to come again\nkept again: duckdb:${file}\n`);
    // Of a checkpoint that failed the last batch is on disk although it was refused: sent again, it counts once.
    const refused = (await countSpans(file)) - before.kept - after.kept;
    expect(what === "a commit" ? [0] : [0, SPANS]).toContain(refused);
  });
});
