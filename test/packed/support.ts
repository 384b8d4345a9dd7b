import { execFile, fork } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type BuildOptions, build, transform } from "esbuild";
import { afterAll } from "vitest";
import { withoutNpmSettings } from "../../scripts/publishable.mjs";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const sources = fileURLToPath(new URL("apps/", import.meta.url));

export type Format = "esm" | "cjs";

/** The Node versions that the packages are made for, as the repository brings them. */
export const nodes = [
  { name: "Node 22", execPath: join(root, "node_modules/node22/bin/node") },
  { name: "Node 24", execPath: join(root, "node_modules/node/bin/node") },
] as const;

export const [node22, node24] = nodes;

/** A folder outside of the repository with the packages installed, as a user's own project. */
export interface Application {
  readonly directory: string;
  /** What npm said while it installed. */
  readonly npmOutput: string;
  write(file: string, text: string): void;
  /** Runs a file in a process of its own; what it sends to its starter is the result. */
  run(file: string, options?: RunOptions): Promise<Run>;
  /** Runs a command with the application's folder as the current one, and gives what it wrote. */
  execute(command: string, args: readonly string[]): Promise<string>;
  bundle(file: string, outfile: string, options: BuildOptions): Promise<void>;
}

export interface RunOptions {
  readonly node?: { readonly execPath: string };
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

export interface Run {
  readonly message: Report;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the files in `apps` send. */
export interface Report {
  readonly result?: unknown;
  readonly loadsUndici?: boolean;
  /** Spans that the application's own provider has got. */
  readonly spans?: readonly ReportedSpan[];
  /** What was asked of the application's provider beside tracers. */
  readonly calls?: readonly string[];
  readonly [name: string]: unknown;
}

export interface ReportedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

const folders: string[] = [];

/** Makes a folder outside of the repository, which is removed when the test file has ended. */
function createFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

let tarballs: Promise<Map<string, string>> | undefined;

/** Packs all packages once, as they are built now, and gives their files by name. */
export function packedTarballs(): Promise<Map<string, string>> {
  tarballs ??= pack();
  return tarballs;
}

async function pack(): Promise<Map<string, string>> {
  const destination = createFolder("isobar-tarballs-");
  const { stdout } = await execute(process.execPath, [
    join(root, "scripts/pack.mjs"),
    "--json",
    `--destination=${destination}`,
  ]);
  const packed = JSON.parse(stdout) as readonly { name: string; file: string }[];
  return new Map(packed.map(({ name, file }) => [name, file]));
}

/**
 * Makes a project with the files of `apps` in it, in both module formats, and installs our packages and others into
 * it with plain `npm install`.
 *
 * @param ours - names of our packages
 * @param before - what is installed before ours, in a step of its own
 * @param beside - what is installed together with ours
 */
export async function createApplication(
  ours: readonly string[],
  { before = [], beside = [] }: { before?: readonly string[]; beside?: readonly string[] } = {},
): Promise<Application> {
  const packed = await packedTarballs();
  const directory = createFolder("isobar-app-");
  writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "app", version: "1.0.0", private: true }));
  const install = async (specs: readonly string[]): Promise<string> => {
    if (specs.length === 0) return "";
    const { stdout, stderr } = await execute("npm", ["install", ...specs], { cwd: directory, env: userEnv() });
    return stdout + stderr;
  };
  const files = ours.map((name) => packed.get(name) ?? name);
  const npmOutput = (await install(before)) + (await install([...files, ...beside]));
  await copyApps(directory);
  return {
    directory,
    npmOutput,
    write: (file, text) => writeFileSync(join(directory, file), text),
    run: (file, options) => run(join(directory, file), options),
    async execute(command, args) {
      const { stdout, stderr } = await execute(command, args, { cwd: directory, env: userEnv() });
      return stdout + stderr;
    },
    async bundle(file, outfile, options) {
      await build({
        absWorkingDir: directory,
        entryPoints: [file],
        outfile: join(directory, outfile),
        bundle: true,
        platform: "node",
        logLevel: "silent",
        ...options,
      });
    },
  };
}

/** The files are written as ES modules; as CommonJS they are what a compiler makes of them. */
async function copyApps(directory: string): Promise<void> {
  for (const file of readdirSync(sources)) {
    copyFileSync(join(sources, file), join(directory, file));
    const text = readFileSync(join(sources, file), "utf8");
    writeFileSync(join(directory, file.replace(".mjs", ".cjs")), await toCommonJs(text));
  }
}

/** What a compiler makes of an ES module for CommonJS. */
export async function toCommonJs(text: string): Promise<string> {
  const { code } = await transform(text, { format: "cjs", platform: "node" });
  return code.replaceAll('.mjs"', '.cjs"');
}

/** Without what `npm test` and vitest hand to their children: a user's shell has no such settings. */
function userEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(withoutNpmSettings(process.env)).filter(
      ([name]) => !/^(OTEL_|ISOBAR_|VITEST|NODE_(OPTIONS|ENV|PATH|V8_COVERAGE)$)/.test(name),
    ),
  );
}

function run(file: string, { node = node24, args = [], env = {} }: RunOptions = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = fork(file, args, {
      execPath: node.execPath,
      execArgv: [],
      env: { ...userEnv(), AWS_LAMBDA_FUNCTION_NAME: "orders", ...env },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let message: Report | undefined;
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("message", (sent) => {
      message = sent as Report;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (message === undefined) reject(new Error(`${file} ended with ${code} and sent nothing:\n${stderr}${stdout}`));
      else resolve({ message, stdout, stderr });
    });
  });
}
