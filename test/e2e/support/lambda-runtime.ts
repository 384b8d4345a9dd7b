import { fileURLToPath } from "node:url";
import type { PlatformOptions } from "@isobar/local";

/** The Node executables, by their major version. */
export const NODE_PATHS = {
  "22": fileURLToPath(new URL("../../../node_modules/node22/bin/node", import.meta.url)),
  "24": process.execPath,
};

type Node = keyof typeof NODE_PATHS;

const { ISOBAR_RIC: installed, ISOBAR_TEST_NODE: node, ISOBAR_TEST_RUNTIME: runtime } = process.env;

/** Whether AWS's own runtime is in the instances, which `.ci/ric.sh` installs. */
const isOverRic = runtime === "ric";

/** The Node versions to test with: the one that the environment names, else both. */
export const NODES: readonly [Node, ...Node[]] = node === "22" ? ["22"] : isOverRic ? ["24"] : ["24", "22"];

/** Runs a function with a Node version, and with the runtime that AWS pairs with it where that is asked for. */
export function runtimeOf(node: Node): Pick<PlatformOptions, "node" | "runtime"> {
  return { node: NODE_PATHS[node], ...(isOverRic && { runtime: `${installed}/${node}/node_modules/aws-lambda-ric` }) };
}
