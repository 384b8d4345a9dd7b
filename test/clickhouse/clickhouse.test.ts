import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  compare,
  loadPath,
  openSources,
  openStore,
  openWritableStore,
  renderComparison,
} from "../../packages/compare/src/index.ts";
import { makeTelemetry, testStore } from "../../packages/compare/test/store/store-suite.ts";
import { makeFolder, writeTelemetry } from "../../packages/compare/test/support/sources.ts";
import { invocation, START, workload } from "../../packages/compare/test/support/spans.ts";
import { createTables, exportMemory, exportTelemetry } from "./exporter.ts";
import { type ClickHouseServer, PASSWORD, startClickHouse, USER } from "./server.ts";

let server: ClickHouseServer;
beforeAll(async () => {
  server = await startClickHouse();
});
afterAll(() => server?.stop());

for (const words of ["newer", "older"] as const) {
  testStore(`ClickHouse, with the words of a ${words} exporter`, async (telemetry) => {
    createTables(server, words);
    exportTelemetry(server, words, telemetry, words);
    return openStore(`${server.address}/${words}`);
  });
}

test("the same run gives the same table from JSON Lines, DuckDB and ClickHouse", async () => {
  const folder = makeFolder();
  const spans = [
    ...workload({ cloud: "aws", count: 150, instances: 6, median: 40, seed: 1 }),
    ...workload({ cloud: "gcp", count: 150, instances: 6, median: 52, seed: 2, memoryMiB: 1024 }),
    ...makeTelemetry().spans,
    invocation({ cloud: "", resource: { "cloud.platform": "azure_functions", "faas.max_memory": 1536 }, error: "E" }),
  ];
  await writeTelemetry(folder, spans, makeTelemetry().logs);
  const duckDb = `duckdb:${join(folder, "same.duckdb")}`;
  const store = await openWritableStore(duckDb);
  await loadPath(store, folder, [], {});
  await store.close();
  createTables(server, "same");
  exportTelemetry(server, "same", { spans, logs: [] });
  const told = async (input: string) => {
    const sources = await openSources([input]);
    const comparison = await compare(sources, { by: ["cloud", "memory"], createdAt: new Date(START) });
    await sources.close();
    const { sources: _, ...rest } = comparison;
    return { rest, text: renderComparison({ ...comparison, sources: [] }, (_colour, text) => text) };
  };
  const files = await told(folder);
  expect(files.rest.groups.map(({ id }) => id)).toHaveLength(5);
  expect(await told(duckDb)).toEqual(files);
  expect(await told(`${server.address}/same`)).toEqual(files);
});

test("memory comes from the exporter's tables of metrics", async () => {
  createTables(server, "memory");
  const span = invocation({ instance: "m-1" });
  exportTelemetry(server, "memory", { spans: [span], logs: [] });
  exportMemory(server, "memory", span, 70 * 1024 * 1024);
  const sources = await openSources([`${server.address}/memory`]);
  expect((await compare(sources)).groups[0]?.memoryUsed).toBe(70 * 1024 * 1024);
  await sources.close();
});

test("nothing but SELECT is sent", () => {
  expect(server.queries.length).toBeGreaterThan(20);
  expect(server.queries.filter((sql) => !/^\s*SELECT\b/.test(sql))).toEqual([]);
});

describe("what goes wrong is told in a line, without credentials", () => {
  const host = () => server.address.split("@").at(-1) ?? "";
  test.each([
    [
      "a password that is wrong",
      () => `clickhouse://${USER}:wrong-secret@${host()}/same`,
      /refuses the user or the password/,
    ],
    ["a database that is not there", () => `${server.address}/nowhere`, /has no database nowhere/],
    ["a database without the tables", () => `${server.address}/default`, /has no table otel_traces: the Collector's/],
    [
      "nobody at the address",
      () => `clickhouse://${USER}:wrong-secret@127.0.0.1:1/same`,
      /no ClickHouse server answers at http:\/\/127\.0\.0\.1:1 /,
    ],
    ["no address", () => "clickhouse://", /is not one|no host/],
    ["options in the address", () => `${server.address}/same?x=1`, /options, which are not read/],
  ])("%s", async (_, address, message) => {
    const error = await openStore(address()).catch((cause: Error) => cause);
    expect(error).toBeInstanceOf(Error);
    const { message: text, name } = error as Error;
    expect(name).toBe("InputError");
    expect(text).toMatch(message);
    expect(text).not.toContain("\n");
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), "wrong-secret"]) expect(text).not.toContain(secret);
  });

  test("telemetry cannot be imported there", async () => {
    await expect(openWritableStore(`${server.address}/same`)).rejects.toThrow(/read only/);
  });
});
