import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { withoutNpmSettings } from "../../scripts/publishable.mjs";
import type { Peer } from "./peer.ts";

const execute = promisify(execFile);

const { XDG_CACHE_HOME = join(homedir(), ".cache") } = process.env;

/** Where the peers are installed and their bundles are kept: outside of the repository, so that none is found by it. */
export const CACHE = join(XDG_CACHE_HOME, "isobar-bench");

/** Files of our own packages as npm would publish them, by the packages' names. */
export type Tarballs = ReadonlyMap<string, string>;

/** Packs this repository's packages as they are built now. */
export async function packOurs(): Promise<Tarballs> {
  const destination = join(CACHE, "tarballs");
  mkdirSync(destination, { recursive: true });
  const pack = fileURLToPath(new URL("../../scripts/pack.mjs", import.meta.url));
  const { stdout } = await execute(process.execPath, [pack, "--json", `--destination=${destination}`]);
  const packed = JSON.parse(stdout) as readonly { name: string; file: string }[];
  return new Map(packed.map(({ name, file }) => [name, file]));
}

/** What a registry does not have, or what cannot be installed. */
export class NotInstallableError extends Error {}

/**
 * Installs what a peer needs, as {@link installPackages} does.
 *
 * @returns the folder, with `node_modules` in it
 * @throws NotInstallableError naming the package
 */
export async function installPeer(peer: Peer, tarballs: Tarballs): Promise<string> {
  const ours = (peer.ours ?? []).map((name) => {
    const file = tarballs.get(name);
    if (file === undefined) throw new Error(`${name} is none of this repository's packages`);
    return file;
  });
  return installPackages(`${peer.platform}-${peer.name}`, peer.packages, ours);
}

/**
 * Installs packages and tarballs into a folder of their own, unless that was done before with the same versions and the
 * same content.
 *
 * @param name - what the folder's name begins with
 * @returns the folder, with `node_modules` in it
 * @throws NotInstallableError naming the package
 */
export async function installPackages(
  name: string,
  packages: Readonly<Record<string, string>>,
  ours: readonly string[] = [],
): Promise<string> {
  const specs = Object.entries(packages).map(([specName, version]) => `${specName}@${version}`);
  const folder = join(CACHE, `${name}-${hashOf([...specs, ...ours.map((file) => readFileSync(file))])}`);
  if (existsSync(folder)) return folder;
  // Installed beside its place and moved there: an interrupted installation leaves nothing that looks whole.
  mkdirSync(CACHE, { recursive: true });
  const building = mkdtempSync(join(CACHE, "installing-"));
  try {
    writeFileSync(join(building, "package.json"), JSON.stringify({ name: "app", version: "1.0.0", private: true }));
    if (specs.length + ours.length > 0) await npmInstall([...specs, ...ours], building);
    renameSync(building, folder);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Copies what {@link installPeer} has installed, with this repository's packages built once more: with source maps, which
 * are not published, and without the hints for a start that are, as these come behind the build and move what it maps.
 *
 * @param folder - what `installPeer` gave
 * @returns the copy
 */
export async function installWithMaps(peer: Peer, folder: string): Promise<string> {
  const mapped = `${folder}-mapped`;
  if (existsSync(mapped)) return mapped;
  const building = mkdtempSync(join(CACHE, "installing-"));
  try {
    cpSync(folder, building, { recursive: true });
    const tsup = fileURLToPath(new URL("../../node_modules/tsup/dist/cli-default.js", import.meta.url));
    for (const name of peer.ours ?? []) {
      const cwd = fileURLToPath(new URL(`../../packages/${name.replace("@isobar/", "")}`, import.meta.url));
      const args = ["--config", "../../tsup.config.ts", "--sourcemap", "--no-dts", "--silent", "--out-dir"];
      await execute(process.execPath, [tsup, ...args, join(building, "node_modules", name, "dist")], { cwd });
    }
    renameSync(building, mapped);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return mapped;
}

async function npmInstall(specs: readonly string[], cwd: string): Promise<void> {
  const args = ["install", "--no-audit", "--no-fund", "--loglevel=error", "--save-exact", ...specs];
  try {
    await execute("npm", args, { cwd, env: withoutNpmSettings(process.env) });
  } catch (error) {
    const said = (error as { readonly stderr?: string }).stderr ?? String(error);
    throw new NotInstallableError(/^npm (?:error|ERR!) (?!code)(.*)$/m.exec(said)?.[1] ?? said);
  }
}

function hashOf(parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 16);
}
