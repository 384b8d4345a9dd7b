import { DuckDBInstance } from "@duckdb/node-api";
import { openWritableStore } from "@isobar/compare";

/** Spans that are made in one transaction. */
const PART = 500_000;

/**
 * Makes a file with invocations of three clouds, 100 instances each over ten hours: durations with a long tail, one cold
 * start in a thousand, one failure in five hundred. By the engine itself, as sending millions would take an hour.
 */
export async function generate(file: string, invocations: number): Promise<void> {
  const store = await openWritableStore(`duckdb:${file}`);
  await store.close();
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(`INSERT INTO resources SELECT i, 'orders', to_json({'service.name': 'orders',
    'faas.instance': 'i-' || i}) FROM range(1, 301) t(i)`);
  await connection.run(`INSERT INTO origins SELECT i, '', ['aws', 'gcp', 'azure'][1 + i % 3], 'orders', 'orders', '1',
    'eu', 'i-' || i, 'http', 512, 'isobar 0.1.0' FROM range(1, 301) t(i)`);
  await connection.run("SELECT setseed(0.42)");
  for (let from = 0; from < invocations; from += PART) {
    const to = Math.min(invocations, from + PART);
    await connection.run(`INSERT INTO spans SELECT
      md5(i::VARCHAR), md5('s' || i)[1:16], NULL, 'GET /orders', 'server', 1 + i % 300, 'isobar',
      1767225600000000000 + (i * (36000000000000 / ${invocations}))::BIGINT,
      (1e6 * (20 + 10 * (i % 3)) * exp(0.4 * sqrt(-2 * ln(1 - random())) * cos(6.283185 * random())))::BIGINT,
      NULL, NULL, '{"faas.trigger":"http","faas.coldstart":false,"http.route":"/orders/{id}"}', NULL, NULL,
      1 + i % 300, md5('i' || i), i % 1000 = 0, false, i % 500 = 7, false, false, 200, NULL
      FROM range(${from}, ${to}) t(i)`);
  }
  connection.closeSync();
  instance.closeSync();
}
