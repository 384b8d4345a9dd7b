// The licences of the packages that are built into a package of ours. They are found in the built files themselves:
// the bundler writes the path of each source before its code.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { builtFiles, root } from "./publishable.mjs";

export const LICENSES_FILE = "THIRD-PARTY-LICENSES.txt";

const SOURCE_COMMENT = /^\s*\/\/ (?:\.\.\/)*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm;

/** The names of the packages whose code is in a package's dist. */
export function bundledPackages(ours) {
  const names = new Set();
  for (const file of builtFiles(ours)) {
    if (!/\.[cm]?js$/.test(file)) continue;
    const code = readFileSync(join(ours.directory, file), "utf8");
    for (const [, name] of code.matchAll(SOURCE_COMMENT)) names.add(name);
  }
  return [...names].sort();
}

/** The text of THIRD-PARTY-LICENSES.txt; undefined for a package with nothing of others in it. */
export function thirdPartyLicenses(ours) {
  const names = bundledPackages(ours);
  if (names.length === 0) return undefined;
  const byText = new Map();
  for (const name of names) {
    const directory = join(root, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    const text = legalTexts(directory);
    if (text === "") throw new Error(`${name}@${version} is built into ${ours.manifest.name} and has no licence file`);
    const holders = byText.get(text) ?? [];
    holders.push(`${name} ${version} (${license})`);
    byText.set(text, holders);
  }
  const rule = "-".repeat(80);
  return [
    `The files in dist/ of ${ours.manifest.name} contain code of the packages below, compiled into them and changed`,
    "only by the bundler (unused code is left out, imports of @opentelemetry/api are led through a compatibility file).",
    "",
    ...[...byText].flatMap(([text, holders]) => [rule, ...holders, rule, "", text, ""]),
  ].join("\n");
}

/** A package's licence, and its notices where it has some: both have to be handed on. */
function legalTexts(directory) {
  if (!existsSync(directory)) throw new Error(`${directory} is built in, and is not installed at the top level`);
  return readdirSync(directory)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(directory, file), "utf8").trim())
    .join("\n\n");
}
