import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

const CODE = /\.(?:[cm]?js|json|node)$/;

/** Whether the files that a process opens can be seen here. */
export function findStrace(): string | undefined {
  try {
    return execFileSync("sh", ["-c", "command -v strace"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

/** The command that writes down what is opened by the one that follows it. */
export function traceOpens(strace: string, file: string): readonly string[] {
  return [strace, "-f", "--seccomp-bpf", "-qq", "-o", file, "-e", "trace=open,openat"];
}

/** How many files of code and data a function opened below the folder that it is deployed in; each counts once. */
export function countOpenedFiles(traceFile: string, functionFile: string): number {
  const root = deployedFolder(functionFile);
  const opened = readFileSync(traceFile, "utf8").matchAll(/open(?:at)?\([^"]*"([^"]+)"[^\n]* = \d+$/gm);
  return new Set([...opened].map(([, path = ""]) => path).filter((path) => path.startsWith(root) && CODE.test(path)))
    .size;
}

/** Where its packages are, or, of a bundle, where it is itself. */
function deployedFolder(functionFile: string): string {
  const own = dirname(functionFile);
  return `${existsSync(`${dirname(own)}/node_modules`) ? dirname(own) : own}/`;
}
