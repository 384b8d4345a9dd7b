import { defineConfig } from "vitest/config";

const source = (name: string, file = "index") => new URL(`./packages/${name}/src/${file}.ts`, import.meta.url).pathname;

/** What only Linux has: a device that is full, limits of another process. */
const elsewhere = process.platform === "linux" ? [] : ["**/*.linux.test.ts"];

/** Unit tests read the packages' sources; what runs in processes of its own uses the built files. */
const alias = [
  { find: "@isobar/core/describe", replacement: source("core", "describe") },
  { find: "@isobar/core/semconv", replacement: source("core", "semconv") },
  { find: "@isobar/core", replacement: source("core") },
  { find: "@isobar/testing", replacement: source("testing") },
  { find: "@isobar/otlp", replacement: source("otlp") },
  { find: "@isobar/compare", replacement: source("compare") },
  { find: "@isobar/aws-lambda", replacement: source("aws-lambda") },
  { find: "@isobar/gcp-functions", replacement: source("gcp-functions") },
  { find: "@isobar/azure-functions", replacement: source("azure-functions") },
];

/** The local AWS Lambda over the runtimes that AWS's managed images carry, and over its own with the older Node. */
const runtimes = [
  { name: "runtime-own-22", env: { ISOBAR_TEST_NODE: "22" } },
  { name: "runtime-ric-22", env: { ISOBAR_TEST_NODE: "22", ISOBAR_TEST_RUNTIME: "ric" } },
  { name: "runtime-ric-24", env: { ISOBAR_TEST_RUNTIME: "ric" } },
].map((project, index) => ({
  test: {
    ...project,
    sequence: { groupOrder: 5 + index },
    include: ["packages/local/test/lambda-*.test.ts", "test/e2e/lambda-extension.test.ts", "test/e2e/ends-aws.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
}));

// The projects run one after the other: processes that are timed, frozen and killed do not share the machine with
// installations.
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          // Property tests and those that parse megabytes take their time on a busy machine.
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
          include: ["packages/*/test/**/*.test.ts", "test/privacy/**/*.test.ts", "scripts/*/test/**/*.test.ts"],
          exclude: ["packages/local/**", "packages/cli/**", ...elsewhere],
        },
      },
      {
        test: {
          name: "processes",
          sequence: { groupOrder: 1 },
          include: [
            "packages/local/test/**/*.test.ts",
            "packages/cli/test/**/*.test.ts",
            "test/e2e/**/*.test.ts",
            "soak/test/**/*.test.ts",
            "bench/test/**/*.test.ts",
          ],
          exclude: elsewhere,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "packed",
          sequence: { groupOrder: 2 },
          include: ["test/packed/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: "readme",
          sequence: { groupOrder: 3 },
          include: ["test/readme/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          maxWorkers: 1,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "samples",
          sequence: { groupOrder: 4 },
          include: ["test/samples/**/*.test.ts"],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "clickhouse",
          sequence: { groupOrder: 8 },
          include: ["test/clickhouse/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "browser",
          sequence: { groupOrder: 5 + runtimes.length },
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
        },
      },
      ...runtimes,
    ],
  },
});
