import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Runtime } from "../measure/runtime.ts";
import { environmentOf, type Variant } from "../peers/variants.ts";

const LOAD = "import(process.argv[1]).then(() => process.exit())";

/**
 * Loads a function once, so that its compiled code is in the folder of NODE_COMPILE_CACHE. An instance would not do: it
 * is killed, and Node writes the cache when it ends by itself.
 */
export async function fillCompileCache(variant: Variant, { node }: Runtime, folder: string): Promise<void> {
  const { PATH = "" } = process.env;
  const env = {
    PATH,
    AWS_LAMBDA_FUNCTION_NAME: "orders",
    ...environmentOf(variant, "http://127.0.0.1:9"),
    NODE_COMPILE_CACHE: folder,
  };
  await promisify(execFile)(node, ["-e", LOAD, pathToFileURL(variant.file).href], { env, cwd: dirname(variant.file) });
}
