import { cpSync, existsSync, rmSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { Plugin } from "esbuild";
import { defineConfig, type Options } from "tsup";
import { markStart } from "./scripts/compile-hints/mark-start.mjs";

/** What each package builds beside `src/index.ts`; tsup is started in the package's own folder. */
const entries: Record<string, string[]> = {
  core: ["src/index.ts", "src/describe.ts", "src/semconv.ts"],
  cli: ["src/main.ts"],
  local: ["src/index.ts", "src/runtime/lambda.ts", "src/runtime/lambda-ric.ts", "src/runtime/azure-worker.ts"],
};

const folder = basename(process.cwd());
const isCore = folder === "core";
const isLoadedByFunctions = ["core", "aws-lambda", "gcp-functions", "azure-functions"].includes(folder);

/**
 * The ESM files hold CommonJS-style `require` calls of built-in modules: `import("http")` is turned into one, because
 * the ESM facade of `node:http` costs 30 ms of every cold start. Without this line they would send nothing. It must not
 * use `import.meta`, as `createRequire` does: bundlers take the ESM files for CommonJS output too, where it is empty.
 */
const builtinsBanner = "const require = process.getBuiltinModule;";

/** What an ES module bundle with CommonJS packages in it needs: they call `require`. */
const requireBanner =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/**
 * What is built in for packages and files that pino asks for. A logger with a destination of its own never calls files,
 * threads and other streams, which are more than half of what it costs to load; two packages are there in a smaller form.
 */
const insteadForPino: Record<string, string> = {
  "safe-stable-stringify": 'require("./src/safe-stringify.ts")',
  "@pinojs/redact": 'require("./src/redact-paths.ts").default',
  "sonic-boom": "class {}",
  "on-exit-leak-free": "{}",
  worker_threads: "{ isMainThread: true }",
  "./transport": "undefined",
  "./lib/transport": "undefined",
  "./lib/multistream": "undefined",
  "./lib/caller": "() => []",
  "./lib/err-with-cause": "undefined",
};

const leanPino: Plugin = {
  name: "lean-pino",
  setup(build) {
    build.onResolve({ filter: /^[^.]|transport$|multistream$|caller$|err-with-cause$/ }, ({ path, importer }) =>
      /node_modules[\\/]pino(-std-serializers)?[\\/]/.test(importer) && Object.hasOwn(insteadForPino, path)
        ? { path, namespace: "for-pino" }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "for-pino" }, ({ path }) => ({
      contents: `module.exports = ${insteadForPino[path]};`,
      resolveDir: process.cwd(),
    }));
  },
};

/** A package: its own code in ESM and CJS, its dependencies left outside. */
const library: Options = {
  entry: (entries[folder] ?? ["src/index.ts"]).filter((file) => existsSync(file)),
  format: folder === "cli" ? ["esm"] : ["esm", "cjs"],
  tsconfig: "../../tsconfig.json",
  target: "node22.15",
  platform: "node",
  dts: folder !== "cli",
  sourcemap: false,
  // Says which packages are built in; it is not published.
  metafile: true,
  splitting: false,
  shims: false,
  ...(isCore && {
    // Pino is built in: many small files cost a cold start more than one.
    noExternal: ["pino"],
    esbuildPlugins: [leanPino],
    minifySyntax: true,
    treeshake: false,
  }),
  esbuildOptions(esbuild, { format }) {
    if (!isLoadedByFunctions) return;
    // Every cold start reads the text. Names stay, and lines are short enough for a stack trace to say where.
    esbuild.minifyWhitespace = true;
    esbuild.lineLimit = 120;
    if (!isCore) return;
    esbuild.supported = { "dynamic-import": false };
    esbuild.conditions = ["node", "import"];
    esbuild.mainFields = ["module", "main"];
    esbuild.legalComments = "none";
    esbuild.inject = [resolve("src/clock.ts")];
    if (format === "esm") esbuild.banner = { js: builtinsBanner };
  },
  ...(isLoadedByFunctions && { onSuccess: () => markStart(process.cwd()) }),
  // The command brings the example that `isobar demo` runs.
  ...(folder === "cli" && {
    onSuccess: async () => cpSync("../../examples/checkout/dist", "dist/checkout", { recursive: true }),
  }),
  // The prices are built in; as a file they are what a user's own file begins with.
  ...(folder === "compare" && {
    onSuccess: async () => cpSync("src/cost/prices", "dist/prices", { recursive: true }),
  }),
};

/** An example: one self-contained file for each cloud, beside the files that this cloud wants deployed with it. */
const example: Options = {
  entry: { "aws/index": "src/aws.ts", "gcp/index": "src/gcp.ts", "azure/index": "src/azure.ts" },
  format: ["esm"],
  outExtension: () => ({ js: ".mjs" }),
  // Its own, without paths into the sources: it contains what users would install.
  tsconfig: "tsconfig.json",
  target: "node22.15",
  platform: "node",
  // The Functions host gives this module to the worker; it is in no package.
  external: ["@azure/functions-core"],
  noExternal: [/^(?!@azure\/functions-core$)/],
  clean: true,
  metafile: true,
  splitting: false,
  shims: false,
  esbuildOptions(esbuild) {
    esbuild.banner = { js: requireBanner };
  },
  onSuccess: async () => {
    for (const cloud of ["gcp", "azure"]) cpSync(`deploy/${cloud}`, `dist/${cloud}`, { recursive: true });
  },
};

/** What is set up by an import, with top-level await: of that there can be no CommonJS. */
const awaited: Options = {
  entry: ["src/register.ts"],
  format: ["esm"],
  tsconfig: "../../tsconfig.json",
  target: "node22.15",
  platform: "node",
  dts: true,
  splitting: false,
  shims: false,
};

export default process.cwd().includes("/examples/")
  ? example
  : defineConfig(({ watch, outDir }) => {
      // Once, before both begin: one that cleans by itself would take away what the other has built.
      if (!watch) rmSync(outDir ?? "dist", { recursive: true, force: true });
      // Elsewhere it is built to be looked into, and what follows a build is for what is published.
      const { onSuccess, ...unmarked } = library;
      const first = outDir === undefined && onSuccess !== undefined ? { ...unmarked, onSuccess } : unmarked;
      return [first, ...(existsSync("src/register.ts") ? [awaited] : [])];
    });
