import { fs, nodeModule, path, url } from "./builtins.ts";
import { RuntimeError } from "./errors.ts";
import { readStreamingMark } from "./streaming-mark.ts";

/** A function as the user exported it. */
export type LambdaHandler = (...args: unknown[]) => unknown;

interface HandlerName {
  readonly folder: string;
  readonly module: string;
  readonly exportPath: readonly string[];
}

function readHandlerName(handler: string): HandlerName {
  if (handler.includes("..")) {
    const hint = "Use absolute paths when specifying root directories in handler names.";
    throw new RuntimeError("MalformedHandlerName", `'${handler}' is not a valid handler name. ${hint}`);
  }
  const name = path.basename(handler);
  const [, module, exportPath] = /^([^.]*)\.(.*)$/.exec(name) ?? [];
  if (module === undefined || exportPath === undefined) throw new RuntimeError("MalformedHandlerName", "Bad handler");
  return { folder: handler.slice(0, handler.length - name.length), module, exportPath: exportPath.split(".") };
}

/** Whether the nearest package.json makes a `.js` file an ES module. */
function isModuleFolder(folder: string): boolean {
  if (folder.endsWith("/node_modules")) return false;
  const file = path.join(folder, "package.json");
  if (fs.existsSync(file)) {
    try {
      return (JSON.parse(fs.readFileSync(file, "utf8")) as { type?: unknown } | null)?.type === "module";
    } catch {
      return false;
    }
  }
  const parent = path.dirname(folder);
  return parent !== folder && isModuleFolder(parent);
}

/** The first file that is there, and whether it is imported: Node 24's client imports all, the older one ES modules. */
async function loadModule(taskRoot: string, name: HandlerName, importAll: boolean): Promise<unknown> {
  const base = path.resolve(taskRoot, name.folder, name.module);
  const require = nodeModule.createRequire(path.join(taskRoot, "index.js"));
  for (const extension of ["", ".js", ".mjs", ".cjs"]) {
    const file = base + extension;
    if (!fs.existsSync(file)) continue;
    const esm = extension === ".mjs" || (extension === ".js" && isModuleFolder(path.dirname(file)));
    return importAll || esm ? import(url.pathToFileURL(file).href) : require(file);
  }
  const paths = [taskRoot, path.join(taskRoot, name.folder)];
  return require(require.resolve(name.module, { paths }));
}

function find(object: unknown, exportPath: readonly string[]): unknown {
  return exportPath.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);
}

/**
 * Loads the user's handler as the runtime of this Node version does.
 *
 * @throws RuntimeError where it cannot be found or has a form that the platform refuses; what the user's file throws.
 */
export async function loadHandler(taskRoot: string, handlerName: string, nodeMajor: number): Promise<LambdaHandler> {
  const name = readHandlerName(handlerName);
  const modern = nodeMajor >= 24;
  let module: unknown;
  try {
    module = await loadModule(taskRoot, name, modern);
  } catch (error) {
    if (error instanceof SyntaxError) {
      const failure = new RuntimeError("UserCodeSyntaxError", String(error));
      if (error.stack !== undefined) failure.stack = error.stack;
      throw failure;
    }
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") {
      throw new RuntimeError("ImportModuleError", String(error));
    }
    throw error;
  }
  let handler = find(module, name.exportPath);
  if (!handler && modern) handler = find((module as { default?: unknown }).default, name.exportPath);
  if (!handler) throw new RuntimeError("HandlerNotFound", `${handlerName} is undefined or not exported`);
  if (typeof handler !== "function") throw new RuntimeError("HandlerNotFound", `${handlerName} is not a function`);
  if (modern && handler.length >= 3 && readStreamingMark(handler) === undefined) {
    const message =
      "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.";
    throw new RuntimeError("CallbackHandlerDeprecated", message);
  }
  return handler as LambdaHandler;
}
