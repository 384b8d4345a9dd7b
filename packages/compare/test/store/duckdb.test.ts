import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openDuckDbStore } from "../../src/store/duckdb/duckdb-store.ts";
import { openStore, openWritableStore } from "../../src/store/open-store.ts";
import { invocation, START } from "../support/spans.ts";
import { type Telemetry, testStore } from "./store-suite.ts";

const folder = mkdtempSync(join(tmpdir(), "isobar-store-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function fill({ spans, logs }: Telemetry, file: string | undefined) {
  const store = await openDuckDbStore({ file, writable: true });
  // In parts, as requests come: resources and origins are known from the first one on.
  const half = Math.floor(spans.length / 2);
  await Promise.all([store.write("traces", spans.slice(0, half)), store.write("logs", logs)]);
  await store.write("traces", spans.slice(half));
  return store;
}

testStore("DuckDB in memory", (telemetry) => fill(telemetry, undefined));

testStore("DuckDB in a file that was closed", async (telemetry) => {
  const file = join(folder, "closed.duckdb");
  await (await fill(telemetry, file)).close();
  return openStore(`duckdb:${file}`);
});

describe("DuckDB", () => {
  test("goes on in the file where it stopped", async () => {
    const address = `duckdb:${join(folder, "again.duckdb")}`;
    for (const instance of ["a", "b", "a"]) {
      const store = await openWritableStore(address);
      await store.write("traces", [invocation({ instance })]);
      await store.close();
    }
    const store = await openStore(address);
    expect(
      (await store.count({ by: ["instance"] })).map(({ key, invocations }) => [key[0], invocations]).sort(),
    ).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    await store.close();
  });

  test("keeps values that do not fit as well as it can, and loses no batch for them", async () => {
    const store = await openDuckDbStore({ file: undefined, writable: true });
    const odd = invocation({
      attributes: { big: 2n ** 70n, bytes: new Uint8Array([1, 2]), deep: { a: [Number.NaN] } },
    });
    await store.write("traces", [
      { ...odd, startTimeUnixNano: 2n ** 64n - 1n, endTimeUnixNano: 0n },
      invocation({ start: START }),
    ]);
    const rows = await store.count({ by: [] });
    expect(rows[0]).toMatchObject({ invocations: 2, badClocks: 1 });
    const [span] = (await store.trace(odd.traceId)).spans;
    expect(span?.attributes).toMatchObject({ bytes: "AQI=", deep: '{"a":["NaN"]}' });
    await store.close();
  });

  test("forgets a batch that could not be committed, and goes on", async () => {
    const store = await openDuckDbStore({ file: undefined, writable: true });
    const broken = { ...invocation({ instance: "new" }), name: undefined as unknown as string };
    await expect(store.write("traces", [broken])).rejects.toThrow();
    await store.write("traces", [invocation({ instance: "new" })]);
    expect((await store.count({ by: ["instance"] })).map(({ key, invocations }) => [key, invocations])).toEqual([
      [["new"], 1],
    ]);
    await store.close();
  });

  test.each([
    ["duckdb:", /needs a file/],
    [`duckdb:${join(folder, "missing.duckdb")}`, /there is no file/],
    ["postgres://user:secret@host/db", /postgres:\/\/host\/db is no store; write duckdb:FILE/],
  ])("says what is wrong with %s", async (address, message) => {
    await expect(openStore(address)).rejects.toThrow(message);
  });

  test("tells a file that is no database, or another's", async () => {
    const text = join(folder, "text.duckdb");
    writeFileSync(text, "not a database, but long enough to be read as one ".repeat(100));
    await expect(openStore(`duckdb:${text}`)).rejects.toThrow(/text\.duckdb is no DuckDB database/);
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const foreign = join(folder, "foreign.duckdb");
    const instance = await DuckDBInstance.create(foreign);
    instance.closeSync();
    await expect(openStore(`duckdb:${foreign}`)).rejects.toThrow(/"isobar import" did not make it/);
  });
});
