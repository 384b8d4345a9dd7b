import { execFile } from "node:child_process";
import type { RunInfo } from "./types.ts";

/** The commit of the folder, where it is in a Git repository and Git is there. */
export async function readGit(folder: string): Promise<RunInfo["git"]> {
  const sha = await git(folder, "rev-parse", "HEAD");
  if (sha === undefined || !/^[0-9a-f]{40,64}$/.test(sha)) return undefined;
  const changes = await git(folder, "status", "--porcelain", "--untracked-files=no");
  return { sha, dirty: changes !== "" };
}

function git(folder: string, ...args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("git", ["-C", folder, ...args], { timeout: 5000 }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : undefined);
    });
  });
}
