import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Platform } from "../peers/peer.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The Node versions that the repository brings. */
export const NODE_MAJORS = ["24", "22"] as const;
export type NodeMajor = (typeof NODE_MAJORS)[number];

/** AWS's own runtime, or the loop of `@isobar/local`. */
export const LAMBDA_RUNTIMES = ["ric", "isobar"] as const;
export type LambdaRuntime = (typeof LAMBDA_RUNTIMES)[number];

/** What runs a function. */
export interface Runtime {
  /** Path of the Node executable. */
  readonly node: string;
  readonly nodeMajor: NodeMajor;
  /** As `@isobar/local` takes it: the folder of an installed `aws-lambda-ric`, or `"isobar"`. */
  readonly lambda: string;
  /** Both, with their versions. */
  readonly title: string;
}

export interface RuntimeChoice {
  readonly platform: Platform;
  readonly nodeMajor: NodeMajor;
  /** On AWS Lambda. */
  readonly runtime: LambdaRuntime;
}

const TITLES = { gcp: "functions-framework", azure: "@azure/functions in the worker of @isobar/local" };

/**
 * Finds Node, and AWS's own runtime for it where that is wanted: where ISOBAR_RIC says, else built by `.ci/ric.sh`, which
 * takes minutes.
 */
export function findRuntime({ platform, nodeMajor, runtime }: RuntimeChoice): Runtime {
  const node = join(root, "node_modules", nodeMajor === "22" ? "node22" : "node", "bin", "node");
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  if (platform !== "aws") return { node, nodeMajor, lambda: "isobar", title: `Node ${version}, ${TITLES[platform]}` };
  const ric = runtime === "ric" ? findRic(nodeMajor) : undefined;
  if (ric === undefined) {
    return { node, nodeMajor, lambda: "isobar", title: `Node ${version}, the runtime loop of @isobar/local` };
  }
  const manifest = JSON.parse(readFileSync(join(ric, "package.json"), "utf8")) as { version: string };
  return { node, nodeMajor, lambda: ric, title: `Node ${version}, aws-lambda-ric ${manifest.version}` };
}

function findRic(nodeMajor: NodeMajor): string | undefined {
  try {
    const { ISOBAR_RIC = buildRic() } = process.env;
    return join(ISOBAR_RIC, nodeMajor, "node_modules", "aws-lambda-ric");
  } catch {
    process.stderr.write("bench: AWS's own runtime could not be built: functions run in the loop of @isobar/local\n");
    return undefined;
  }
}

function buildRic(): string {
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const said = execFileSync("bash", [join(root, ".ci", "ric.sh")], { encoding: "utf8", stdio: [...stdio] });
  return said.trim().split("\n").at(-1) ?? "";
}
