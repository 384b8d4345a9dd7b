// What is published: every package of the workspace that is not private, with its manifest and its folder.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** The publishable packages, by folder name. */
export function readPackages() {
  return readdirSync(join(root, "packages"))
    .map((folder) => ({ folder, directory: join(root, "packages", folder) }))
    .filter(({ directory }) => existsSync(join(directory, "package.json")))
    .map((found) => ({ ...found, manifest: JSON.parse(readFileSync(join(found.directory, "package.json"), "utf8")) }))
    .filter(({ manifest }) => manifest.private !== true);
}

/** The paths of a package's built files, relative to its folder. */
export function builtFiles({ directory }) {
  const dist = join(directory, "dist");
  if (!existsSync(dist)) return [];
  return readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
}

/**
 * Packs packages as npm would publish them.
 *
 * @returns what npm says of each tarball: name, version, filename, size, files
 */
export function npmPack(packages, destination) {
  const output = execFileSync(
    "npm",
    [
      "pack",
      "--json",
      "--loglevel=error",
      `--pack-destination=${destination}`,
      ...packages.map(({ directory }) => `--workspace=${directory}`),
    ],
    { cwd: root, encoding: "utf8", env: withoutNpmSettings(process.env), stdio: ["ignore", "pipe", "pipe"] },
  );
  return JSON.parse(output);
}

/** How npm reaches its registry and its cache: a user may set that by environment. */
const NETWORK_SETTING = /^npm_config_(registry|cache|userconfig|globalconfig|\w*proxy|ca|cafile|strict_ssl|\/\/.*)$/i;

/** `npm run` hands on by environment which project and options it has; a nested npm would take them for its own. */
export function withoutNpmSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/i.test(name) || NETWORK_SETTING.test(name)));
}
