import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const OWN = "isobar";
const RIC = "aws-lambda-ric";

// The CommonJS build has no `import.meta.url`, the ESM build no `__dirname`.
const folder = typeof __dirname === "string" ? __dirname : dirname(fileURLToPath(import.meta.url));

/** The built runtime loop of this package, and what starts AWS's where it does not start itself. */
const OWN_FILE = join(folder, "runtime", "lambda.js");
const RIC_FILE = join(folder, "runtime", "lambda-ric.js");

interface Manifest {
  readonly name?: string;
  readonly main?: string;
  readonly bin?: Readonly<Record<string, string>>;
}

function findRic(functionFile: string): string {
  for (const from of [functionFile, join(folder, "index.js")]) {
    try {
      return dirname(createRequire(pathToFileURL(from).href).resolve(`${RIC}/package.json`));
    } catch {
      // Not installed there: the next place.
    }
  }
  throw new Error(`${RIC} is installed neither with the function nor with @isobar/local`);
}

/** Starts an installed `aws-lambda-ric` as AWS's images do. */
function readRicCommand(packageFolder: string): readonly string[] {
  const manifest = join(packageFolder, "package.json");
  if (!isAbsolute(packageFolder) || !existsSync(manifest)) {
    throw new Error(`runtime: "${OWN}", "${RIC}" or the absolute path of an installed ${RIC}, not ${packageFolder}`);
  }
  const { name, main, bin } = JSON.parse(readFileSync(manifest, "utf8")) as Manifest;
  if (name !== RIC || main === undefined) throw new Error(`runtime: ${packageFolder} is no ${RIC}`);
  const file = resolve(packageFolder, main);
  // Since version 4 the main file is the command too, and reads the environment.
  return resolve(packageFolder, bin?.[RIC] ?? "") === file ? [file] : [RIC_FILE, file];
}

/**
 * What Node runs in each instance.
 *
 * @param runtime - `"isobar"`: the loop of this package; `"aws-lambda-ric"`: AWS's own runtime, as it is installed with
 * the function or with this package; or the folder of an installed `aws-lambda-ric`
 * @throws Error where it cannot be found
 */
export function readRuntimeCommand(runtime: string, functionFile: string): readonly string[] {
  if (runtime === OWN) return [OWN_FILE];
  return readRicCommand(runtime === RIC ? findRic(functionFile) : runtime);
}
