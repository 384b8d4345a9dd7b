import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { MarkedBlock } from "./markdown.ts";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** The repository's page of this path. */
export function page(path: string): URL {
  return new URL(`../../${path}`, import.meta.url);
}

/** Empty folders beside a clone, as the README has its reader make them. */
export interface Places {
  /** Writes the files and runs the commands of some blocks, in order, in the folder of this name. */
  follow(place: string, blocks: readonly MarkedBlock[]): Promise<Followed>;
  directory(place: string): string;
  remove(): void;
}

export interface Followed {
  /** What the commands of the last block with commands wrote to stdout. */
  readonly stdout: string;
  /** What is shown as its output, where something is. */
  readonly sample: string | undefined;
}

/**
 * Makes a folder that holds `isobar/tarballs`, packed from what is built now. A place is an empty folder beside it, so
 * the page's commands are run as they stand.
 */
export async function createPlaces(): Promise<Places> {
  const parent = mkdtempSync(join(tmpdir(), "isobar-readme-"));
  const tarballs = join(parent, "isobar", "tarballs");
  await runInRepository("npm run pack", ["--destination", tarballs]);
  const directory = (place: string): string => join(parent, place);
  return {
    directory,
    async follow(place, blocks) {
      mkdirSync(directory(place), { recursive: true });
      let stdout = "";
      let sample: string | undefined;
      for (const { marker, code } of blocks) {
        if (marker.kind === "file") writeFileSync(join(directory(place), marker.name), code);
        else if (marker.kind === "output") sample = code;
        else stdout = await runShell(code, directory(place));
      }
      return { stdout, sample };
    },
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

/** Below the tests' own limit, so that a registry that does not answer shows as what npm says of it. */
const LIMIT_MILLIS = 180_000;

/** Runs all lines of a block, and stops at the first that fails. */
async function runShell(commands: string, cwd: string): Promise<string> {
  try {
    const { stdout } = await execute("sh", ["-ec", commands], { cwd, env: userEnv(), timeout: LIMIT_MILLIS });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`these commands failed:\n${commands}\n${stderr ?? ""}${stdout ?? ""}`, { cause: error });
  }
}

/** A user's shell: none of what `npm test` hands to its children, and the Node that runs these tests. */
function userEnv(): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|OTEL_|ISOBAR_|VITEST|NODE_(?!EXTRA_CA_CERTS))/i.test(name),
  );
  return { ...Object.fromEntries(env), PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}` };
}

/** What the repository's scripts run once everything is installed and built, which `npm test` has done by now. */
const BUILT: Readonly<Record<string, readonly string[]>> = {
  "npm run pack": ["scripts/pack.mjs"],
  "npm run demo": ["packages/cli/dist/main.js", "demo"],
};

/** Runs one of the repository's own commands, without its set-up. */
export async function runInRepository(command: string, options: readonly string[]): Promise<string> {
  const built = BUILT[command];
  if (built === undefined) throw new Error(`no way is known to run "${command}" in a test`);
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const name = command.replace("npm run ", "");
  if (scripts[name] !== `node scripts/bootstrap.mjs ${name}`) throw new Error(`"${command}" is no script any more`);
  const { stdout } = await execute(process.execPath, [...built, ...options], { cwd: root, env: userEnv() });
  return stdout;
}
