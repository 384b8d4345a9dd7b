import { readdirSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createJsonLinesWriter, decodeJson, jsonLinesPath, WriteError } from "../src/index.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "isobar-otlp-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const spans = decodeJson("traces", '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"}]}]}]}');

describe("OTLP JSON Lines on a full disk", () => {
  it("name the file that has no room, and keep no handle of it", async () => {
    const file = jsonLinesPath(directory, "traces");
    await symlink("/dev/full", file);
    const writer = createJsonLinesWriter(directory);
    const openBefore = readdirSync("/proc/self/fd").length;
    for (let time = 0; time < 20; time += 1)
      await expect(writer.write("traces", spans)).rejects.toThrow(`${file} cannot be written: the disk is full`);
    expect(readdirSync("/proc/self/fd").length).toBeLessThan(openBefore + 5);
    await expect(writer.close()).rejects.toThrow(WriteError);
  });
});
