import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";
import { CACHE } from "./install.ts";
import type { Format, Layout, Peer } from "./peers.ts";

const sources = fileURLToPath(new URL(".", import.meta.url));

/** What an ES module bundle needs that has CommonJS packages in it. */
const REQUIRE_BANNER = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/**
 * Writes a peer's function as it would be deployed.
 *
 * @param folder - where the peer's packages are installed
 * @returns the file that the platform loads
 */
export async function buildFunction(peer: Peer, folder: string, layout: Layout, format: Format): Promise<string> {
  const source = join(sources, peer.source(format));
  const name = `index.${format === "esm" ? "mjs" : "cjs"}`;
  if (layout === "installed") {
    const file = join(folder, format, name);
    mkdirSync(join(folder, format), { recursive: true });
    if (format === "esm") copyFileSync(source, file);
    else writeFileSync(file, toCommonJs(readFileSync(source, "utf8")));
    return file;
  }
  // Bundles lie where no package is above them: what was left out of one would be missed.
  const file = join(CACHE, "bundles", basename(folder), format, name);
  // esbuild looks for packages from where the entry lies.
  const entry = join(folder, `${format}-bundle.mjs`);
  copyFileSync(source, entry);
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node22",
    format,
    minify: true,
    // Tree-shaking takes ES modules; by default esbuild prefers CommonJS for Node where a package has no `exports`.
    mainFields: ["module", "main"],
    logLevel: "error",
    ...(format === "esm" && { banner: { js: REQUIRE_BANNER } }),
  });
  if (!existsSync(file)) throw new Error(`esbuild wrote no ${file}`);
  return file;
}

/** What a compiler makes of an ES module for CommonJS. */
function toCommonJs(text: string): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023, esModuleInterop: true };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}
