// The licences of the packages that are built into a package of ours. They are found in the built files themselves:
// the bundler writes the path of each source before its code.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { builtFiles, root } from "./publishable.mjs";

export const LICENSES_FILE = "THIRD-PARTY-LICENSES.txt";

/** Greedy, so that a package below another one's node_modules is found as itself. */
const SOURCE_COMMENT = /^\s*\/\/ (?:\.\.\/)*node_modules\/((?:[^\n]+\/node_modules\/)?(?:@[^/\n]+\/)?[^/\n]+)\//gm;

/** The packages whose code is in a package's dist, as folders below the repository's node_modules. */
export function bundledPackages(ours) {
  const folders = new Set();
  for (const file of builtFiles(ours)) {
    if (!/\.[cm]?js$/.test(file)) continue;
    const code = readFileSync(join(ours.directory, file), "utf8");
    for (const [, folder] of code.matchAll(SOURCE_COMMENT)) folders.add(folder);
  }
  return [...folders].sort();
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
    "unused code is left out, of pino its files, threads and streams too, and imports of built-in modules and of",
    "@opentelemetry/api are led elsewhere.",
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
