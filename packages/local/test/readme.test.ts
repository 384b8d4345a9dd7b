import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));

test("the README's test of a function passes in a folder of its own", async () => {
  const readme = readFileSync(join(packageFolder, "README.md"), "utf8");
  const files = [...readme.matchAll(/`([\w.]+)`:\n\n```js\n([\s\S]*?)```/g)];
  expect(files.map(([, name]) => name)).toEqual(["checkout.mjs", "checkout.test.mjs"]);

  const folder = mkdtempSync(join(tmpdir(), "isobar-local-"));
  mkdirSync(join(folder, "node_modules", "@isobar"), { recursive: true });
  symlinkSync(packageFolder, join(folder, "node_modules", "@isobar", "local"));
  for (const [, name = "", code = ""] of files) writeFileSync(join(folder, name), code);
  const { stdout } = await promisify(execFile)(process.execPath, ["--test"], { cwd: folder });
  expect(stdout).toMatch(/pass 3/);
  expect(stdout).toMatch(/fail 0/);
  rmSync(folder, { recursive: true });
});
