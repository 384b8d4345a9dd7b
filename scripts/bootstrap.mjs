// Sets up a fresh clone and runs one of the repository's commands with the Node that the repository brings.
// Runs on Node 20, because it runs before that Node is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "node_modules", ".bin");
const stampFile = join(root, "node_modules", ".isobar-install");
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`, TURBO_TELEMETRY_DISABLED: "1" };

/** Where a command's own output is data (`--json`), what the set-up says goes to stderr. */
const log = (text) => process.stderr.write(`${text}\n`);

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, env, stdio: ["inherit", "inherit", "inherit"], ...options });
  if (result.error !== undefined) {
    log(`${command} could not be started: ${result.error.message}`);
    process.exit(1);
  }
  return result.status ?? 1;
}

function mustRun(command, args, options) {
  const status = run(command, args, options);
  if (status !== 0) process.exit(status);
}

function install() {
  const stamp = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  log("Installing the repository's packages (npm ci) ...");
  // The system's Node may be older than the packages ask for: they run on the Node that is being installed.
  mustRun("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { stdio: ["ignore", 2, 2] });
  writeFileSync(stampFile, stamp);
}

function build() {
  const result = spawnSync("turbo", ["run", "build", "--output-logs=errors-only", "--log-order=stream"], {
    cwd: root,
    env,
    encoding: "utf8",
  });
  if (result.status !== 0) {
    log(`${result.stdout ?? ""}${result.stderr ?? ""}`);
    log("The build failed.");
    process.exit(result.status ?? 1);
  }
}

const commands = {
  build,
  demo: (args) => {
    build();
    mustRun("node", [join("packages", "cli", "dist", "main.js"), "demo", ...args]);
  },
  test: (args) => {
    build();
    const without = [
      ...(env.ISOBAR_EVENT_SAMPLES ? [] : ["--project", "!samples"]),
      ...(env.ISOBAR_BROWSER ? [] : ["--project", "!browser"]),
      ...(env.ISOBAR_RIC ? [] : ["--project", "!runtime-*"]),
      ...(env.ISOBAR_CHDB ? [] : ["--project", "!clickhouse"]),
    ];
    mustRun("vitest", ["run", ...without, ...args]);
  },
  check: () => {
    build();
    mustRun("biome", ["check", "."]);
    mustRun("tsc", ["--noEmit"]);
    // What runs in a page sees a browser's globals, which nothing else may.
    mustRun("tsc", ["--noEmit", "--project", join("test", "browser")]);
    mustRun("node", [join("scripts", "check-packages.mjs")]);
  },
  "check:statistics": (args) => mustRun("node", [join("packages", "compare", "simulation", "main.ts"), ...args]),
  bench: (args) => {
    build();
    // What sends and times requests collects its own garbage meanwhile: often and shortly, or that is what it times.
    const flags = args[0] === "lifecycle" ? ["--max-semi-space-size=1"] : [];
    mustRun("node", [...flags, join("bench", "main.ts"), ...args]);
  },
  soak: (args) => {
    build();
    mustRun("node", [join("soak", "main.ts"), ...args]);
  },
  pack: (args) => {
    build();
    mustRun("node", [join("scripts", "pack.mjs"), ...args]);
  },
};

const [name, ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  log(`unknown command "${name ?? ""}": one of ${Object.keys(commands).join(", ")}`);
  process.exit(2);
}
install();
command(args);
