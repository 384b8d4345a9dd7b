/** `isobar compare --help`. */
export const help = `isobar compare: how groups of invocations differ, and how sure that is

Reads OTLP of any SDK: from runs' folders, JSON Lines files or a store. Groups invocations by what you name, and shows
for each how many failed, how many were cold, how long they took, what they cost; with intervals, cold and warm apart.
Where there are too few invocations for a number, it says so instead.

Usage: isobar compare <run|file|store>... [options]

  --by NAMES        what makes a group: cloud (default), function, version, region, memory, instance, trigger,
                    service, sdk, run, or any attribute's name; several with commas between
  --where NAME=VALUE  only these invocations; may be repeated
  --baseline ID     the group that others are compared with (default: the first)
  --since, --until TIME  2026-01-31T12:00Z, or 30m, 12h, 7d before now
  --store ADDRESS   read telemetry from here, and from runs' folders only what their clients saw:
                    duckdb:FILE or clickhouse://user:password@host:8123/database
  --gate FILE       judge the checks in this file (docs/compare.md has the format)
  --calibrate       split each group in two at random, many times, and propose min_n and tolerance for a gate
  --json            the whole comparison as JSON on stdout, and nothing else there
  --markdown        for a pull request or a job's summary: less than 64 KiB
  --junit FILE      write what came of the gate's checks as JUnit XML
  --help            this text

Examples:
  isobar demo --output runs
  isobar compare runs/* --by cloud --where trigger=http
  isobar import runs/* --store duckdb:isobar.duckdb
  isobar compare duckdb:isobar.duckdb --by cloud,memory --json

Exit code: 0, or of a gate: 0 pass, 1 fail, 3 inconclusive. 2 for a mistake in the options or the input, or a full disk.

DuckDB does the work and is installed beside isobar: npm install @duckdb/node-api. ClickHouse needs @clickhouse/client.
`;
