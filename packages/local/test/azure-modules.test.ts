import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { BUILT, NODE_22 } from "./lambda-support.ts";
import { atEnd, azure, fixture, request } from "./platform-support.ts";

const requireBanner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** Bundles an app with its `@azure/functions` into one file in an empty folder. */
async function bundle(file: string, format: "cjs" | "esm"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "azure-app-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const outfile = join(folder, format === "esm" ? "app.mjs" : "app.cjs");
  await build({
    entryPoints: [fixture(file)],
    outfile,
    format,
    bundle: true,
    platform: "node",
    external: ["@azure/functions-core"],
    banner: format === "esm" ? { js: requireBanner } : {},
  });
  return outfile;
}

describe("an app on Azure gets the platform's module however it asks", () => {
  for (const [name, node] of [
    ["this Node", process.execPath],
    ["Node 22", NODE_22],
  ] as const) {
    test(`by import, by import() and by createRequire, on ${name}`, async () => {
      const platform = await azure("azure-module.mjs", { node });
      const { same, version } = JSON.parse((await platform.get("/api/module")).text);
      expect(same).toBe(true);
      expect(version.startsWith("v22.")).toBe(node === NODE_22 || process.version.startsWith("v22."));
    });

    for (const format of ["cjs", "esm"] as const) {
      test(`in one ${format} bundle with its library, on ${name}`, async () => {
        const platform = await azure("azure-app.cjs", { node, file: await bundle("azure-app.cjs", format) });
        expect(await platform.get("/api/orders/latest")).toMatchObject({ status: 200, text: "latest" });
        expect(platform.wrote("hook postInvocation orders true")).toBe(true);
      });
    }
  }
});

test("the platforms can be loaded by require", async () => {
  const built = createRequire(import.meta.url)(fileURLToPath(BUILT).replace(/\.js$/, ".cjs"));
  for (const [start, file, path] of [
    [built.startAzure, "azure-app.cjs", "/api/bytes"],
    [built.startGoogle, "google-http.cjs", "/large"],
  ]) {
    const platform = await start({ file: fixture(file) });
    atEnd(() => platform.stop());
    expect((await request(platform.url + path)).status).toBe(200);
  }
});
