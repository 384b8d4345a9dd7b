import { existsSync } from "node:fs";
import { basename } from "node:path";
import { defineConfig } from "tsup";

/** What each package builds beside `src/index.ts`; tsup is started in the package's own folder. */
const entries: Record<string, string[]> = {
  core: ["src/index.ts", "src/semconv.ts"],
  cli: ["src/main.ts"],
  local: ["src/index.ts", "src/runtime/lambda.ts", "src/runtime/azure.ts"],
};

const folder = basename(process.cwd());
const entry = entries[folder] ?? ["src/index.ts"];

// The ESM files are one bundle each, so what they take from CommonJS needs a `require` of their own.
const requireBanner =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

export default defineConfig({
  entry: entry.filter((file) => existsSync(file)),
  format: folder === "cli" ? ["esm"] : ["esm", "cjs"],
  tsconfig: "../../tsconfig.json",
  target: "node22.15",
  platform: "node",
  dts: folder !== "cli",
  clean: true,
  sourcemap: false,
  splitting: false,
  treeshake: false,
  shims: false,
});

export { requireBanner };
