// Checks what is about to be published, on the built files: `npm run check` runs it after the build.
import { execFile } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { builtFiles, npmPack, readPackages, root } from "./publishable.mjs";
import { bundledPackages, LICENSES_FILE, thirdPartyLicenses } from "./third-party.mjs";

/** What a user of one cloud must not need: types of another cloud, of a framework, of an SDK that is built in. */
const FOREIGN_TYPES =
  /^["'](?:@types\/)?(?:aws-lambda|@aws-lambda-powertools\/|@azure\/|express|@google-cloud\/|@opentelemetry\/(?!api["']))/;

const packages = readPackages();
const problems = [];

function report(ours, problem) {
  problems.push(`${ours.manifest.name}: ${problem}`);
}

/** Without declarations there is nothing that TypeScript could resolve: a command, not a library. */
function hasTypes(ours) {
  return builtFiles(ours).some((file) => /\.d\.[cm]?ts$/.test(file));
}

async function checkPublint(ours) {
  const { messages, pkg } = await publint({ pkgDir: ours.directory, strict: true, pack: "npm" });
  for (const message of messages) report(ours, `publint: ${formatMessage(message, pkg, { color: false })}`);
}

/** The `node16` profile is Node's own resolution (CJS and ESM) and bundlers'; node10 does not read `exports`. */
async function checkTypes(ours, tarball) {
  const attw = join(root, "node_modules", ".bin", "attw");
  // What has only an import condition has top-level await: that CommonJS cannot resolve it is meant.
  const awaited = Object.entries(ours.manifest.exports ?? {}).filter(([, to]) => to.import && !to.require);
  const excluded = awaited.length === 0 ? [] : ["--exclude-entrypoints", ...awaited.map(([name]) => name)];
  const options = ["--profile", "node16", "--format", "ascii", "--no-color", "--no-emoji", ...excluded];
  try {
    await promisify(execFile)(attw, [tarball, ...options]);
  } catch (error) {
    report(ours, `attw: ${error.stdout || error.stderr || error.message}`);
  }
}

function checkDeclarations(ours) {
  for (const file of builtFiles(ours).filter((name) => /\.d\.[cm]?ts$/.test(name))) {
    // An example in a comment may show what a user imports.
    const declarations = readFileSync(join(ours.directory, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
    for (const [, specifier] of declarations.matchAll(
      /(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+|\brequire\s*\(\s*|<reference types=)(["'][^"']+["'])/g,
    )) {
      if (FOREIGN_TYPES.test(specifier)) report(ours, `${file} needs the types of ${specifier}`);
    }
  }
}

async function checkVersion(ours) {
  const entry = join(ours.directory, "dist", "index.js");
  if (!existsSync(entry)) return;
  const { VERSION } = await import(pathToFileURL(entry));
  if (VERSION !== undefined && VERSION !== ours.manifest.version)
    report(ours, `exports VERSION "${VERSION}" but is version ${ours.manifest.version}`);
}

function checkSiblings(ours) {
  const versions = new Map(packages.map(({ manifest }) => [manifest.name, manifest.version]));
  for (const field of ["dependencies", "peerDependencies", "optionalDependencies"]) {
    for (const [name, range] of Object.entries(ours.manifest[field] ?? {})) {
      const version = versions.get(name);
      if (version === undefined && name.startsWith("@isobar/"))
        report(ours, `depends on ${name}, which is not published`);
      if (version !== undefined && range !== version)
        report(ours, `depends on ${name} "${range}"; it must be exactly "${version}"`);
    }
  }
}

function checkLegal(ours, packedFiles) {
  for (const file of ["LICENSE", "README.md", "package.json"])
    if (!packedFiles.includes(file)) report(ours, `${file} is not in the tarball`);
  const ownLicense = join(ours.directory, "LICENSE");
  if (existsSync(ownLicense) && readFileSync(ownLicense, "utf8") !== readFileSync(join(root, "LICENSE"), "utf8"))
    report(ours, "LICENSE differs from the repository's");
  const licenses = thirdPartyLicenses(ours);
  const file = join(ours.directory, LICENSES_FILE);
  if (licenses === undefined) {
    // The SDK is built into core alone. Finding nothing there means that the search is broken, not the rule obsolete.
    if (ours.folder === "core")
      report(ours, "no built-in package was found: has the bundler not said what it built in?");
    return;
  }
  if (ours.folder !== "core" && hasTypes(ours))
    report(ours, `code of ${bundledPackages(ours).join(", ")} is built in; of the libraries only core may have any`);
  if (!packedFiles.includes(LICENSES_FILE)) report(ours, `${LICENSES_FILE} is not in the tarball`);
  if (!existsSync(file) || readFileSync(file, "utf8") !== licenses)
    report(ours, `${LICENSES_FILE} does not fit what is built in: run "npm run pack", which writes it anew`);
}

/** Two copies of an SDK package would not know each other's classes, and both would be built in. */
function checkCopies() {
  const copies = new Map();
  for (const file of globSync("**/node_modules/@opentelemetry/*/package.json", { cwd: root })) {
    const name = file.slice(file.lastIndexOf("@opentelemetry"), -"/package.json".length);
    copies.set(name, [...(copies.get(name) ?? []), file]);
  }
  for (const [name, files] of copies)
    if (files.length > 1) problems.push(`${files.length} copies of ${name} are installed: ${files.join(", ")}`);
}

const destination = mkdtempSync(join(tmpdir(), "isobar-check-"));
try {
  const unbuilt = packages.filter((ours) => builtFiles(ours).length === 0);
  for (const ours of unbuilt) report(ours, "is not built");
  const packed = new Map(npmPack(packages, destination).map((tarball) => [tarball.name, tarball]));
  for (const ours of packages) {
    const { filename, files } = packed.get(ours.manifest.name);
    const paths = files.map(({ path }) => path);
    await checkPublint(ours);
    if (hasTypes(ours)) await checkTypes(ours, join(destination, filename));
    checkDeclarations(ours);
    await checkVersion(ours);
    checkSiblings(ours);
    checkLegal(ours, paths);
  }
  checkCopies();
} finally {
  rmSync(destination, { recursive: true, force: true });
}

if (problems.length > 0) {
  process.stderr.write(`${problems.map((problem) => `- ${problem}`).join("\n")}\n${problems.length} problem(s)\n`);
  process.exit(1);
}
process.stdout.write(`${packages.length} packages are fit to be published\n`);
