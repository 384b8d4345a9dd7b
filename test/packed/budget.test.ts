import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Receiver, startReceiver } from "@isobar/otlp";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Application, createApplication, node24 } from "./support.ts";

/**
 * What a function loads at its cold start, exactly: times differ from machine to machine, these numbers do not. Raise
 * one only with a reason that is worth its milliseconds to every function there is.
 */
const BUDGETS = {
  "aws-lambda": { kibibytes: 216, gzipKibibytes: 79, files: 55 },
  "gcp-functions": { kibibytes: 191, gzipKibibytes: 71, files: 55 },
  "azure-functions": { kibibytes: 194, gzipKibibytes: 72, files: 55 },
} as const;
const INSTALLED = { mebibytes: 1.6, packages: 3 };
/** Of Node's own, beside what the empty function loads; the parts of these that nobody asks for by name left out. */
const BUILTINS = ["net", "os", "stream", "stream/promises", "string_decoder"];

const KIBIBYTE = 1024;

/** Calls the handler once and lets the export come through; what was loaded by then is said on stderr. */
const COLD = `import { event, lambdaContext } from "./report.mjs";
export async function start(handler) {
  await handler(event, lambdaContext("request-1"));
  const loaded = process.moduleLoadList.filter((name) => /^NativeModule [a-z]/.test(name) && !name.includes("internal/"));
  process.stderr.write(JSON.stringify({ builtins: loaded.map((name) => name.slice("NativeModule ".length)) }) + "\\n");
}`;

/** Counts the files that are loaded from installed packages, by import and by require. */
const COUNT = `import { registerHooks } from "node:module";
const files = new Set();
registerHooks({
  load(url, context, next) {
    if (url.includes("/node_modules/")) files.add(url);
    return next(url, context);
  },
});
process.on("exit", () => process.stderr.write(JSON.stringify({ files: [...files] }) + "\\n"));`;

let app: Application;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  app = await createApplication(["@isobar/core", ...Object.keys(BUDGETS).map((name) => `@isobar/${name}`)]);
  app.write("cold.mjs", COLD);
  app.write("count.mjs", COUNT);
  app.write("bare.mjs", 'import { start } from "./cold.mjs";\nstart(async () => ({ statusCode: 200 }));');
  for (const adapter of Object.keys(BUDGETS)) {
    app.write(
      `${adapter}.mjs`,
      `import { instrument, log } from "@isobar/${adapter}";
      import { start } from "./cold.mjs";
      start(instrument(async () => {
        log.info("called");
        return { statusCode: 200 };
      }));`,
    );
  }
});
afterAll(() => receiver.stop());

/** Runs a file, and reads what it said. */
async function run(file: string, nodeArguments: readonly string[] = []): Promise<Record<string, readonly string[]>> {
  const env = [`OTEL_EXPORTER_OTLP_ENDPOINT=${receiver.url}`, "AWS_LAMBDA_FUNCTION_NAME=orders"];
  const output = await app.execute("env", [...env, node24.execPath, ...nodeArguments, file]);
  const said = output.split("\n").filter((line) => /^\{"(?:builtins|files)":/.test(line));
  return Object.assign({}, ...said.map((line) => JSON.parse(line) as object));
}

/** Functions in parentheses, which are not called on the spot. */
function countHints(file: string): number {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  let count = 0;
  const look = (node: ts.Node): void => {
    const isHint = ts.isParenthesizedExpression(node) && ts.isFunctionLike(node.expression);
    if (isHint && !ts.isCallExpression(node.parent)) count += 1;
    ts.forEachChild(node, look);
  };
  look(source);
  return count;
}

describe.each(Object.entries(BUDGETS))("@isobar/%s", (adapter, budget) => {
  test("is in a bundle no more than its budget", async () => {
    await app.bundle(`${adapter}.mjs`, `out/${adapter}.mjs`, { format: "esm", minify: true });
    const bundle = readFileSync(join(app.directory, "out", `${adapter}.mjs`));
    expect(bundle.length / KIBIBYTE).toBeLessThan(budget.kibibytes);
    expect(gzipSync(bundle, { level: 9 }).length / KIBIBYTE).toBeLessThan(budget.gzipKibibytes);
  });

  test("still has in a bundle what V8 is to compile with it", async () => {
    await app.bundle(`${adapter}.mjs`, `out/hints-${adapter}.mjs`, { format: "esm", minify: true });
    const inBundle = countHints(join(app.directory, "out", `hints-${adapter}.mjs`));
    const modules = join(app.directory, "node_modules", "@isobar");
    const installed = ["core/dist/index.js", "core/dist/describe.js", `${adapter}/dist/index.js`];
    const inFiles = installed.map((file) => countHints(join(modules, file))).reduce((sum, count) => sum + count, 0);
    expect(inFiles).toBeGreaterThan(250);
    // A function that a bundler puts where it is called needs none.
    expect(inBundle).toBeGreaterThan(inFiles * 0.9);
  });

  test("opens no more files than its budget, as installed", async () => {
    const { files } = await run(`${adapter}.mjs`, ["--import", "./count.mjs"]);
    expect(files?.length, files?.join("\n")).toBeLessThanOrEqual(budget.files);
    expect(files?.length).toBeGreaterThan(1);
  });
});

test("an AWS Lambda function loads no module of Node's that is not on the list, until its export is done", async () => {
  const before = new Set((await run("bare.mjs")).builtins);
  await app.bundle("aws-lambda.mjs", "out/loaded.mjs", { format: "esm" });
  const { builtins = [] } = await run("out/loaded.mjs");
  expect(receiver.spans.length).toBeGreaterThan(0);
  expect(builtins.filter((name) => !before.has(name)).sort()).toEqual(BUILTINS);
});

test("what npm installs for a function stays within its budget", async () => {
  const modules = join(app.directory, "node_modules");
  const files = readdirSync(modules, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const others = /@isobar\/(?:gcp|azure)-functions/;
  const bytes = files
    .filter(({ parentPath }) => !others.test(parentPath))
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  const lock = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8")) as { packages: object };
  expect(bytes / KIBIBYTE ** 2).toBeLessThan(INSTALLED.mebibytes);
  expect(Object.keys(lock.packages).filter((name) => !others.test(name)).length).toBeLessThanOrEqual(
    INSTALLED.packages,
  );
});
