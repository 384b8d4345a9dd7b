import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export type Format = "cjs" | "esm";

/** The producer and the consumer for each cloud, as files that stand for themselves. */
export interface Bundles {
  file(name: string): string;
  remove(): Promise<void>;
}

const fixtures = fileURLToPath(new URL("../../fixtures/pairs/", import.meta.url));
/** `docs/bundling.md` has it. */
const BANNER = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** Bundles the fixtures with the built packages, outside of the repository, as `docs/bundling.md` says. */
export async function bundle(format: Format): Promise<Bundles> {
  const directory = await mkdtemp(join(tmpdir(), "isobar-pairs-"));
  const extension = format === "esm" ? ".mjs" : ".cjs";
  await build({
    entryPoints: ["producer", "consumer"].flatMap((role) =>
      ["aws", "gcp", "azure"].map((cloud) => join(fixtures, `${role}-${cloud}.mjs`)),
    ),
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
