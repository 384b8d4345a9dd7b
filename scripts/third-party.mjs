// The licences of the packages that are built into a package of ours. The bundler says which these are, beside the built
// files.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { builtFiles, readPackages, root } from "./publishable.mjs";

export const LICENSES_FILE = "THIRD-PARTY-LICENSES.txt";

/** Greedy, so that a package below another one's node_modules is found as itself. */
const PACKAGE = /node_modules\/((?:.+\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//;

/** A file that is built of others already. */
const OURS = /(?:^|\/)packages\/([^/]+)\/dist\//;

/** The packages whose code is in a package's dist, as folders below the repository's node_modules. */
export function bundledPackages(ours) {
  const folders = new Set();
  for (const file of builtFiles(ours)) {
    if (!/[\\/]metafile-[^\\/]*\.json$/.test(file)) continue;
    const { outputs } = JSON.parse(readFileSync(join(ours.directory, file), "utf8"));
    for (const [source, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))) {
      if (bytesInOutput === 0) continue;
      const [, inner] = OURS.exec(source) ?? [];
      if (inner !== undefined) for (const folder of bundledPackages(packageIn(inner))) folders.add(folder);
      const [, folder] = PACKAGE.exec(source) ?? [];
      if (folder !== undefined) folders.add(folder);
    }
  }
  return [...folders].sort();
}

function packageIn(folder) {
  return readPackages().find((ours) => ours.folder === folder);
}

/** The text of THIRD-PARTY-LICENSES.txt; undefined for a package with nothing of others in it. */
export function thirdPartyLicenses(ours) {
  const folders = bundledPackages(ours);
  if (folders.length === 0) return undefined;
  const byText = new Map();
  for (const folder of folders) {
    const directory = join(root, "node_modules", folder);
    const { name, version, license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    const text = legalTexts(directory);
    if (text === "") throw new Error(`${name}@${version} is built into ${ours.manifest.name} and has no licence file`);
    const holders = byText.get(text) ?? [];
    holders.push(`${name} ${version} (${license})`);
    byText.set(text, holders);
  }
  const rule = "-".repeat(80);
  return [
    `The files in dist/ of ${ours.manifest.name} contain code of the packages below. It was changed by the bundler alone:`,
    "unused code is left out, of pino its files, threads and streams too, and imports of built-in modules are led",
    "elsewhere.",
    "",
    ...[...byText].flatMap(([text, holders]) => [rule, ...holders, rule, "", text, ""]),
  ].join("\n");
}

/** A package's licence, and its notices where it has some: both have to be handed on. */
function legalTexts(directory) {
  return readdirSync(directory)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(directory, file), "utf8").trim())
    .join("\n\n");
}
