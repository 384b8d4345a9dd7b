import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildFunction } from "../peers/build.ts";
import type { Platform } from "../peers/peer.ts";
import type { Installed } from "../peers/variants.ts";

export interface SizeFigures {
  readonly platform: Platform;
  readonly peer: string;
  readonly title: string;
  /** The whole function in one minified file, an ES module; undefined where there can be none. */
  readonly bundle: { readonly bytes: number; readonly gzipBytes: number } | undefined;
  /** Why there can be none. */
  readonly refusal?: string;
  /** All files of all packages that npm installs for it. */
  readonly installedBytes: number;
  readonly packages: number;
  readonly files: number;
}

/** Measures a peer's function as one file, and what is installed for it. */
export async function describeSize({ peer, folder }: Installed): Promise<SizeFigures> {
  const refusal = peer.refuses?.("bundle", "esm");
  const bundle = refusal === undefined ? readFileSync(await buildFunction(peer, folder, "bundle", "esm")) : undefined;
  const files = listFiles(join(folder, "node_modules"));
  return {
    platform: peer.platform,
    peer: peer.name,
    title: peer.title,
    bundle: bundle && { bytes: bundle.length, gzipBytes: gzipSync(bundle, { level: 9 }).length },
    ...(refusal !== undefined && { refusal }),
    installedBytes: files.reduce((total, file) => total + statSync(file).size, 0),
    packages: countPackages(folder),
    files: files.length,
  };
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** As npm writes down what it has installed. */
function countPackages(folder: string): number {
  const file = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(file)) return 0;
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, unknown> };
  return Object.keys(packages).length;
}
