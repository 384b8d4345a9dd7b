import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countOpenedFiles } from "../measure/opened-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "isobar-opened-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function trace(...paths: readonly [path: string, result: string][]): string {
  const file = join(folder, "strace");
  const lines = paths.map(([path, result]) => `4711 openat(AT_FDCWD, "${path}", O_RDONLY|O_CLOEXEC) = ${result}\n`);
  writeFileSync(file, lines.join(""));
  return file;
}

test("files of the function and its packages count once, where they could be opened", () => {
  mkdirSync(join(folder, "node_modules"));
  const pino = join(folder, "node_modules/pino");
  const file = trace(
    [join(folder, "cjs/index.cjs"), "17"],
    [`${pino}/package.json`, "18"],
    [`${pino}/pino.js`, "18"],
    [`${pino}/pino.js`, "19"],
    [`${pino}/index.js`, "-1 ENOENT (No such file or directory)"],
    [`${pino}/README`, "20"],
    ["/usr/lib/other.js", "21"],
  );
  expect(countOpenedFiles(file, join(folder, "cjs/index.cjs"))).toBe(3);
});

test("what lies beside a bundle is not its own", () => {
  const file = trace([join(folder, "cjs/index.cjs"), "17"], [join(folder, "esm/index.mjs"), "18"]);
  expect(countOpenedFiles(file, join(folder, "cjs/index.cjs"))).toBe(1);
});
