import { execFile } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createJsonLinesWriter,
  decodeJson,
  JsonLinesError,
  type JsonLinesReadOptions,
  jsonLinesPath,
  readJsonLines,
  type Span,
  startReceiver,
} from "../src/index.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "isobar-otlp-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const line = (...names: string[]) =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: names.map((name) => ({ name })) }] }] });
const spansNamed = (...names: string[]): Span[] => decodeJson("traces", line(...names));

async function namesIn(file: string, options?: JsonLinesReadOptions): Promise<string[]> {
  const names: string[] = [];
  for await (const span of readJsonLines("traces", file, options)) names.push(span.name);
  return names;
}

describe("OTLP JSON Lines", () => {
  it("come back as they were written, in order, one request a line and one signal a file", async () => {
    const folder = join(directory, "made", "when needed");
    const writer = createJsonLinesWriter(folder);
    const names = Array.from({ length: 200 }, (_, index) => `span ${index}`);
    for (const name of names) void writer.write("traces", spansNamed(name, "żółw \u2028 \n"));
    await writer.write("logs", [
      { ...decodeJson("logs", '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}]}')[0] } as never,
    ]);
    await writer.write("metrics", []);
    await writer.close();
    const text = await readFile(jsonLinesPath(folder, "traces"), "utf8");
    expect(text.split("\n")).toHaveLength(201);
    expect(await namesIn(join(folder, "traces.jsonl"))).toEqual(names.flatMap((name) => [name, "żółw \u2028 \n"]));
    expect(JSON.parse((await readFile(join(folder, "logs.jsonl"), "utf8")).trim())).toHaveProperty("resourceLogs");
    await expect(readFile(join(folder, "metrics.jsonl"))).rejects.toThrow("ENOENT");
  });

  it("are appended to, on a line of their own even after a killed process", async () => {
    const file = jsonLinesPath(directory, "traces");
    await writeFile(file, `${line("before")}\n{"resourceSp`);
    const writer = createJsonLinesWriter(directory);
    await writer.write("traces", spansNamed("after"));
    await writer.close();
    await expect(namesIn(file)).rejects.toThrow(`${file}:2: not JSON`);
    const bad: number[] = [];
    expect(await namesIn(file, { onBadLine: (error) => bad.push(error.line) })).toEqual(["before", "after"]);
    expect(bad).toEqual([2]);
  });

  it("warn of an incomplete last line, and read a last line that only lacks its line feed", async () => {
    const file = join(directory, "run.jsonl");
    const warnings: JsonLinesError[] = [];
    const onWarning = (warning: JsonLinesError) => warnings.push(warning);
    await writeFile(file, `${line("a")}\r\n\n${line("b")}`);
    expect(await namesIn(file, { onWarning })).toEqual(["a", "b"]);
    expect(warnings).toEqual([]);
    await appendFile(file, `\n${line("ż").slice(0, -5)}`);
    expect(await namesIn(file, { onWarning })).toEqual(["a", "b"]);
    expect(warnings.map(({ file, line }) => ({ file, line }))).toEqual([{ file, line: 4 }]);
    expect(await namesIn(file)).toEqual(["a", "b"]);
  });

  it("name file, line and field of what is wrong", async () => {
    const file = join(directory, "run.jsonl");
    await writeFile(file, `${line("a")}\n{"resourceSpans":[{"resource":7}]}\n`);
    const error = await namesIn(file).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(JsonLinesError);
    expect(error).toMatchObject({ file, line: 2 });
    expect(String(error)).toContain(`${file}:2: resourceSpans[0].resource: expected an object, found number`);
    await expect(namesIn(join(directory, "none.jsonl"))).rejects.toThrow("ENOENT");
  });

  it("bound the memory that a line takes, and read on from lines across many chunks", async () => {
    const file = join(directory, "run.jsonl");
    const long = "x".repeat(500_000);
    await writeFile(file, `${line("a")}\n${line(long)}\n${line("b")}\n`);
    expect(await namesIn(file)).toEqual(["a", long, "b"]);
    await expect(namesIn(file, { maxLineBytes: 100_000 })).rejects.toThrow(`${file}:2: longer than 100000 bytes`);
  });

  it("tell of a failing disk at the write and at the close", async () => {
    await writeFile(join(directory, "file"), "");
    const writer = createJsonLinesWriter(join(directory, "file"));
    await expect(writer.write("traces", spansNamed("a"))).rejects.toThrow(/EEXIST|ENOTDIR/);
    await expect(writer.close()).rejects.toThrow(/EEXIST|ENOTDIR/);
    await expect(writer.write("traces", spansNamed("a"))).rejects.toThrow("closed");
  });

  it("leave no part of a line where there was room for a part alone", async () => {
    const script = fileURLToPath(new URL("./write-until-full.ts", import.meta.url));
    // Nobody needs to be root to have no room: the shell lets its children write files of a few thousand bytes.
    const limited = ["-c", 'ulimit -f 8; exec "$@"', "sh", process.execPath, script, directory];
    const { stdout } = await promisify(execFile)("sh", limited);
    const { written, failed } = JSON.parse(stdout);
    expect(failed).toBe(
      `${jsonLinesPath(directory, "traces")} cannot be written: it would be longer than a file may be`,
    );
    expect(written).toBeGreaterThan(5);
    const broken: JsonLinesError[] = [];
    const names = await namesIn(jsonLinesPath(directory, "traces"), {
      onWarning: (error) => broken.push(error),
      onBadLine: (error) => broken.push(error),
    });
    expect(broken).toEqual([]);
    expect(names).toEqual(Array.from({ length: written }, (_, index) => `span ${index}`));
  });
});

describe("a receiver with a folder", () => {
  const send = (url: string, name: string) =>
    fetch(`${url}/v1/traces`, { method: "POST", headers: { "content-type": "application/json" }, body: line(name) });

  it("has written each request before it answers", async () => {
    const receiver = await startReceiver({ directory });
    await Promise.all(["a", "b", "c"].map((name) => send(receiver.url, name)));
    const names = await namesIn(jsonLinesPath(directory, "traces"));
    await receiver.stop();
    expect(names.sort()).toEqual(["a", "b", "c"]);
  });

  it("answers 503 when the disk fails, and tells its owner", async () => {
    await writeFile(join(directory, "file"), "");
    const receiver = await startReceiver({ directory: join(directory, "file") });
    expect((await send(receiver.url, "a")).status).toBe(503);
    expect(receiver.received).toMatchObject({ requests: 0, refused: 1, spans: 0 });
    await expect(receiver.stop()).rejects.toThrow(/EEXIST|ENOTDIR/);
  });
});
