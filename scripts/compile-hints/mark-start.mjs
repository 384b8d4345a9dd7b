// Marks what a function's start calls in the built files of a package: everything until the first response.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { addCompileHints } from "./add-hints.mjs";

const starts = fileURLToPath(new URL("starts", import.meta.url));

/**
 * Starts a function once in each format, has V8 say which functions were called, and marks these.
 *
 * @param {string} folder - the package's own; `starts` has a file of its name
 * @throws where the function does not come to its response
 */
export async function markStart(folder) {
  const instance = await listen();
  try {
    for (const format of ["cjs", "esm"]) {
      for (const [file, called] of await watchStart(folder, format, instance.address)) {
        writeFileSync(file, addCompileHints(readFileSync(file, "utf8"), called));
      }
    }
  } finally {
    instance.close();
  }
}

/** What an instance of AWS Lambda and a backend answer at a start: the one with an identifier, the other with nothing. */
async function listen() {
  const server = createServer((request, response) => {
    request.resume();
    // There is no second event.
    if (request.url?.endsWith("/event/next")) return;
    response.writeHead(200, { "Lambda-Extension-Identifier": "start" }).end("{}");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `127.0.0.1:${server.address().port}`, close };
}

/** @returns the functions that were called in each of the package's own built files, as `start:end` */
async function watchStart(folder, format, address) {
  const coverage = mkdtempSync(join(tmpdir(), "compile-hints-"));
  try {
    await run([join(starts, `${basename(folder)}.mjs`), join(folder, "dist"), format, address], {
      ...process.env,
      NODE_V8_COVERAGE: coverage,
    });
    const dist = `${pathToFileURL(join(folder, "dist")).href}/`;
    const scripts = readdirSync(coverage).flatMap(
      (name) => JSON.parse(readFileSync(join(coverage, name), "utf8")).result,
    );
    const own = scripts.filter(({ url }) => url.startsWith(dist));
    if (own.length === 0) throw new Error(`${folder}: nothing of it was called by its start`);
    return own.map(({ url, functions }) => [fileURLToPath(url), new Set(functions.filter(isCalled).map(toPlace))]);
  } finally {
    rmSync(coverage, { recursive: true, force: true });
  }
}

const isCalled = ({ ranges }) => ranges[0].count > 0;
const toPlace = ({ ranges }) => `${ranges[0].startOffset}:${ranges[0].endOffset}`;

async function run(args, env) {
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${said}`);
}
