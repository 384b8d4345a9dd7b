import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export type Format = "cjs" | "esm";

/** Fixtures as files that stand for themselves. */
export interface Bundles {
  /** @param name - a fixture's, without its extension */
  file(name: string): string;
  remove(): Promise<void>;
}

const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));
/** `docs/bundling.md` has it. */
const BANNER = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** Bundles a folder's fixtures with the built packages, outside of the repository, as `docs/bundling.md` says. */
export async function bundle(folder: string, names: readonly string[], format: Format): Promise<Bundles> {
  const directory = await mkdtemp(join(tmpdir(), `isobar-${folder}-`));
  const extension = format === "esm" ? ".mjs" : ".cjs";
  await build({
    entryPoints: names.map((name) => join(fixtures, folder, `${name}.mjs`)),
    outdir: directory,
    outExtension: { ".js": extension },
    bundle: true,
    platform: "node",
    target: "node22",
    format,
    external: ["@azure/functions-core"],
    logLevel: "error",
    ...(format === "esm" && { banner: { js: BANNER } }),
  });
  return {
    file: (name) => join(directory, `${name}${extension}`),
    remove: () => rm(directory, { recursive: true }),
  };
}
