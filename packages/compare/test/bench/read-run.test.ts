import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { RunError, readRun } from "../../src/bench/read-run.ts";
import { createRunFolder } from "../../src/bench/run-folder.ts";
import type { ClientRecord, RunInfo } from "../../src/bench/types.ts";

const root = mkdtempSync(join(tmpdir(), "isobar-run-"));
afterAll(() => rmSync(root, { recursive: true }));

const info: RunInfo = {
  ...{ version: 1, pattern: "warm", seed: 7, startedAt: "2026-03-10T05:16:23.000Z", discardedBlocks: 1, notes: [] },
  options: {
    ...{ invocations: 20, rate: 100, blockSize: 5, burstSize: 5, gapSeconds: 0.1, timeoutMillis: 5000 },
    ...{ method: "GET", headers: [], bodyBytes: 0 },
  },
  targets: [{ id: "aws", name: "aws", url: "https://x.test/", local: false, stamps: true, rttMillis: 12.5 }],
  driver: { isobar: "0.1.0", node: "24.0.0", platform: "linux", arch: "x64", cpus: 2 },
};

const record: ClientRecord = {
  ...{ id: 1, target: "aws", block: 1, discarded: false, intended: 1000.5, sent: 1000.75, end: 1020, status: 200 },
  ...{ outcome: "ok", traceId: "0af7651916cd43dd8448eb211c80319c", stamp: { handlerMillis: 7, cold: false } },
};

const folderFor = (name: string): string => join(root, name);

describe("a run's folder", () => {
  it("is read back as it was written", async () => {
    const folder = folderFor("whole");
    const writing = await createRunFolder(folder, info);
    writing.append(record);
    writing.append({ ...record, id: 2 });
    const last: RunInfo = { ...info, endedAt: "2026-03-10T05:17:23.000Z", ended: "invocations", late: 0 };
    await writing.finish(last);
    expect(await readRun(folder)).toEqual({ info: last, requests: [record, { ...record, id: 2 }], warnings: [] });
  });

  it("can be read at any moment, and says that it has no end", async () => {
    const folder = folderFor("killed");
    const { append } = await createRunFolder(folder, info);
    expect(await readRun(folder)).toMatchObject({ info, requests: [], warnings: [expect.stringContaining("no end")] });
    append(record);
    await expect.poll(async () => (await readRun(folder)).requests).toEqual([record]);
    appendFileSync(join(folder, "client.jsonl"), '[]\n\n{"id":26,"target":"a');
    const { requests, warnings } = await readRun(folder);
    expect(requests).toEqual([record]);
    expect(warnings).toEqual([
      expect.stringContaining("no end"),
      "the last line of client.jsonl is cut off; it is left out",
      "1 lines of client.jsonl cannot be read; they are left out",
    ]);
  });

  it.each([
    ["without run.json", undefined],
    ["with something else", "[]"],
    ["with half of it", '{"version":1'],
    ["of a newer version", '{"version":2,"targets":[],"startedAt":"2026-01-01T00:00:00Z"}'],
  ])("is refused where it is no run: %s", async (_name, text) => {
    const folder = mkdtempSync(join(root, "broken-"));
    if (text !== undefined) writeFileSync(join(folder, "run.json"), text);
    await expect(readRun(folder)).rejects.toThrow(RunError);
  });
});
