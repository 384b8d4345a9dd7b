import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import ts from "typescript";
import { CACHE } from "./install.ts";
import type { Format, Layout, Peer } from "./peer.ts";

const sources = fileURLToPath(new URL(".", import.meta.url));

/** What an ES module bundle needs that has CommonJS packages in it. */
const REQUIRE_BANNER = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

// The repository's `paths` would lead past what is installed.
const COMMON: BuildOptions = { bundle: true, platform: "node", target: "node22", logLevel: "error", tsconfigRaw: "{}" };

/**
 * Writes a peer's function as it would be deployed.
 *
 * @param folder - where the peer's packages are installed
 * @returns the file that the platform loads
 */
export async function buildFunction(peer: Peer, folder: string, layout: Layout, format: Format): Promise<string> {
  const written = await writeModule(peer, folder);
  if (layout === "bundle")
    return writeBundle(peer, { entry: written, name: basename(folder), format }, { minify: true });
  if (format === "esm") return written;
  const file = join(folder, "cjs", "index.cjs");
  mkdirSync(join(folder, "cjs"), { recursive: true });
  writeFileSync(file, toCommonJs(readFileSync(written, "utf8")));
  copyPreload(peer, join(folder, "cjs"));
  return file;
}

/**
 * Writes a peer's function as one file whose names are those of the sources, with a source map beside it. But for names
 * and the map it is the bundle of {@link buildFunction}.
 *
 * @param folder - where the peer's packages are installed with their maps
 * @returns the file that the platform loads
 */
export async function buildReadable(peer: Peer, folder: string, format: Format): Promise<string> {
  const entry = await writeModule(peer, folder);
  const readable: BuildOptions = { minifySyntax: true, minifyWhitespace: true, sourcemap: "linked" };
  return writeBundle(peer, { entry, name: basename(folder), format }, readable);
}

/** The function beside its packages, as an ES module; what it shares with others is in it. */
async function writeModule(peer: Peer, folder: string): Promise<string> {
  const outfile = join(folder, "esm", "index.mjs");
  await build({ ...COMMON, entryPoints: [join(sources, peer.source)], outfile, packages: "external", format: "esm" });
  copyPreload(peer, join(folder, "esm"));
  return outfile;
}

function copyPreload({ preload }: Peer, folder: string): void {
  if (preload !== undefined) copyFileSync(join(sources, preload), join(folder, basename(preload)));
}

/** Bundles lie where no package is above them: what was left out of one would be missed. */
async function writeBundle(
  { external = [] }: Peer,
  { entry, name, format }: { readonly entry: string; readonly name: string; readonly format: Format },
  options: BuildOptions,
): Promise<string> {
  const outfile = join(CACHE, "bundles", name, format, `index.${format === "esm" ? "mjs" : "cjs"}`);
  await build({
    ...COMMON,
    ...options,
    entryPoints: [entry],
    outfile,
    format,
    // Tree-shaking takes ES modules; by default esbuild prefers CommonJS for Node where a package has no `exports`.
    mainFields: ["module", "main"],
    external: [...external],
    ...(format === "esm" && { banner: { js: REQUIRE_BANNER } }),
  });
  return outfile;
}

/** What a compiler makes of an ES module for CommonJS. */
function toCommonJs(text: string): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023, esModuleInterop: true };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}
