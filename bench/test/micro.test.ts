import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { createEventReaders } from "../micro/events.ts";
import type { MicroFigures } from "../micro/worker.ts";
import { runBench } from "./support.ts";

describe("the events that are read", () => {
  const readers = createEventReaders();

  test("are all those of the parsers' tests", () => {
    const fixtures = ["http", "messages", "data", "other"].map((name) => `aws-lambda/test/fixtures/triggers/${name}`);
    const files = [...fixtures, "gcp-functions/test/fixtures/events", "azure-functions/test/fixtures/calls"];
    const counts = files.map((file) => {
      const text = readFileSync(new URL(`../../packages/${file}.json`, import.meta.url), "utf8");
      return Object.keys(JSON.parse(text)).length;
    });
    expect(readers.map(({ name }) => Number(/\((\d+)\)$/.exec(name)?.[1]))).toEqual(counts);
  });

  test.each(readers.map((reader) => [reader.name, reader] as const))("are understood: %s", (name, { read }) => {
    const count = Number(/\((\d+)\)$/.exec(name)?.[1]);
    const readAll = (): unknown[] => Array.from({ length: count }, read);
    const invocations = readAll();
    for (const invocation of invocations) expect(invocation).toMatchObject({ trigger: expect.any(String) });
    // No event is read in place of all others, and behind the last comes the first again.
    const texts = invocations.map((invocation) => JSON.stringify(invocation));
    expect(new Set(texts).size).toBeGreaterThan(count / 2);
    expect(readAll().map((invocation) => JSON.stringify(invocation))).toEqual(texts);
  });
});

describe("the command", () => {
  let figures: MicroFigures[];
  beforeAll(async () => {
    const { stdout } = await runBench("micro", "--json", "--millis", "20");
    ({ figures } = JSON.parse(stdout));
  });

  test("measures an invocation, what is in it, and the readers", () => {
    expect(figures.map(({ name }) => name)).toEqual([
      "An invocation of the handler alone",
      "An invocation, exported to where it costs nothing",
      "A span in it",
      "A log line in it, on stdout and for the backend",
      ...createEventReaders().map(({ name }) => name),
    ]);
    for (const { name, p50Micros, p99Micros, samples } of figures) {
      expect(p50Micros, name).toBeGreaterThan(0);
      expect(p99Micros, name).toBeGreaterThanOrEqual(p50Micros);
      expect(samples, name).toBeGreaterThan(1);
    }
  });

  test("finds an invocation dearer than its handler alone: Isobar is in it", () => {
    const [alone, wrapped] = figures;
    expect(wrapped?.p50Micros).toBeGreaterThan(5 * (alone?.p50Micros ?? Number.NaN));
  });

  test("says them as a table", async () => {
    const { stdout } = await runBench("micro", "--millis", "1");
    expect(stdout).toMatch(/^Node v24\..* 1 ms of each\./);
    expect(stdout).toMatch(/^\| A span in it \| \d+\.\d\d \| \d+\.\d\d \| \d+ \|$/m);
  });

  test("refuses a time that is none", async () => {
    await expect(runBench("micro", "--millis", "0")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--millis 0: a whole number from 1 to 60000"),
    });
  });
});
