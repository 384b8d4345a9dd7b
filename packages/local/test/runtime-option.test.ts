import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { start } from "./lambda-support.ts";

const folders: string[] = [];

afterEach(() => {
  delete process.env.ISOBAR_LAMBDA_RUNTIME;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const MANIFEST = { name: "aws-lambda-ric", main: "index.mjs", bin: { "aws-lambda-ric": "./index.mjs" } };
/** Speaks the Runtime API, and answers with where it was started. */
const RUNTIME = `
  const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/invocation/";
  export async function run() {
    for (;;) {
      const next = await fetch(api + "next");
      await next.text();
      const id = next.headers.get("lambda-runtime-aws-request-id");
      await fetch(api + id + "/response", { method: "POST", body: JSON.stringify(process.argv.slice(1)) });
    }
  }
`;

/** A function's folder with a package `aws-lambda-ric`. */
function install(manifest: object = MANIFEST, runtime = `${RUNTIME} await run();`) {
  const folder = mkdtempSync(join(tmpdir(), "isobar-local-"));
  folders.push(folder);
  const ric = join(folder, "node_modules", "aws-lambda-ric");
  mkdirSync(ric, { recursive: true });
  writeFileSync(join(folder, "function.mjs"), "export const handler = async () => {};");
  writeFileSync(join(ric, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(ric, "index.mjs"), runtime);
  return { file: join(folder, "function.mjs"), ric };
}

describe("the runtime in an instance of AWS Lambda", () => {
  test("is the one that is installed with the function, where that is asked for", async () => {
    const { file, ric } = install();
    const platform = await start("", { file, runtime: "aws-lambda-ric" });
    expect((await platform.invoke({})).result).toEqual([join(ric, "index.mjs")]);
  });

  test("is the one in a folder, also where it does not start itself", async () => {
    const { file, ric } = install({ ...MANIFEST, bin: { "aws-lambda-ric": "bin/index.mjs" } }, RUNTIME);
    const platform = await start("", { file, runtime: ric });
    expect((await platform.invoke({})).result).toEqual([
      expect.stringMatching(/lambda-ric\.js$/),
      join(ric, "index.mjs"),
    ]);
  });

  test("is what the environment says where nothing else is said", async () => {
    const { file, ric } = install();
    process.env.ISOBAR_LAMBDA_RUNTIME = "aws-lambda-ric";
    const platform = await start("", { file });
    expect((await platform.invoke({})).result).toEqual([join(ric, "index.mjs")]);
  });

  test("is refused where it cannot be found", async () => {
    const { file, ric } = install({ name: "other" });
    await expect(start("functions.mjs", { runtime: "aws-lambda-ric" })).rejects.toThrow("is installed neither");
    await expect(start("", { file, runtime: "ric" })).rejects.toThrow("or the absolute path");
    await expect(start("", { file, runtime: ric })).rejects.toThrow("is no aws-lambda-ric");
  });
});
