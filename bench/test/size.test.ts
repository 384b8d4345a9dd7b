import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Peer } from "../peers/peer.ts";
import type { SizeFigures } from "../size/figures.ts";
import { cache, runBench } from "./support.ts";

// Read where the module is loaded: bundles are written into the test's own folder.
process.env.XDG_CACHE_HOME = cache;
const { describeSize } = await import("../size/figures.ts");
const { formatTable } = await import("../size/main.ts");

const BARE: Peer = { platform: "aws", name: "bare", title: "The handler alone", packages: {}, source: "aws/bare.mjs" };

/** A folder as npm leaves it, with these files. */
function install(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(cache, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

describe("a peer's size", () => {
  const lock = JSON.stringify({ packages: { "node_modules/a": {}, "node_modules/@b/c": {} } });
  const installed = {
    "node_modules/.package-lock.json": lock,
    "node_modules/a/index.js": "x".repeat(3000),
    "node_modules/@b/c/deep/inside.d.ts": "y".repeat(500),
  };

  test("is what npm has installed, all files of all packages", async () => {
    const folder = install("two-packages", installed);
    expect(await describeSize({ peer: BARE, folder })).toMatchObject({
      installedBytes: 3500 + lock.length,
      packages: 2,
      files: 3,
    });
  });

  test("is nothing where nothing is installed", async () => {
    const folder = install("no-packages", { "package.json": "{}" });
    expect(await describeSize({ peer: BARE, folder })).toMatchObject({ installedBytes: 0, packages: 0, files: 0 });
  });

  test("is that of its bundle, which is one file that works", async () => {
    const folder = install("bundled", {});
    const { bundle } = await describeSize({ peer: BARE, folder });
    const file = join(cache, "isobar-bench", "bundles", "bundled", "esm", "index.mjs");
    const written = readFileSync(file);
    expect(bundle).toEqual({ bytes: written.length, gzipBytes: gzipSync(written, { level: 9 }).length });
    const { handler } = await import(file);
    expect(await handler({ rawPath: "/orders/7" })).toEqual({ statusCode: 200, body: "/orders/7" });
  });

  test("has no bundle where there can be none, and the table says why", async () => {
    const peer: Peer = { ...BARE, title: "One of many files", refuses: () => "it reads its own folder" };
    const figures = await describeSize({ peer, folder: install("refused", installed) });
    expect(figures).toMatchObject({ bundle: undefined, refusal: "it reads its own folder" });
    const table = formatTable([figures]);
    expect(table).toMatch(/^\| AWS Lambda \| One of many files \| – \| – \| 0\.0 \| 2 \| 3 \|$/m);
    expect(table).toMatch(/^- One of many files: it reads its own folder$/m);
  });
});

describe("the command", () => {
  test("measures each platform's handler alone, without npm", async () => {
    const { stdout } = await runBench("size", "--json", "--only", "bare", "--platform", "aws", "--platform", "gcp");
    const figures = JSON.parse(stdout) as SizeFigures[];
    expect(figures.map(({ platform, peer }) => [platform, peer])).toEqual([
      ["aws", "bare"],
      ["gcp", "bare"],
    ]);
    for (const { bundle, installedBytes, packages } of figures) {
      // A handler of a few lines.
      expect(bundle?.bytes).toBeGreaterThan(50);
      expect(bundle?.bytes).toBeLessThan(500);
      expect({ installedBytes, packages }).toEqual({ installedBytes: 0, packages: 0 });
    }
  });

  test("says them as a table", async () => {
    const { stdout } = await runBench("size", "--only", "bare", "--platform", "gcp");
    expect(stdout).toMatch(/^\| Google Cloud \| The handler alone \| 0\.\d \| 0\.\d \| 0\.0 \| 0 \| 0 \|$/m);
  });

  test("a platform that there is not is a wrong option", async () => {
    await expect(runBench("size", "--platform", "heroku")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--platform heroku: one of aws, gcp, azure"),
    });
  });
});
