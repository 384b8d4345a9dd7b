import { formatNumber, formatRows } from "../measure/markdown.ts";
import { parseOptions, readName, readPeers, runBench } from "../options.ts";
import { PLATFORMS } from "../peers/peer.ts";
import { PEER_NAMES } from "../peers/peers.ts";
import { installPeers } from "../peers/variants.ts";
import { describeSize, type SizeFigures } from "./figures.ts";

const HELP = `npm run bench -- size: bundles and installed packages

Usage: npm run bench -- size [options]

Options:
  --only A,B         these peers, and bare: ${PEER_NAMES.join(", ")}
  --platform NAME    ${PLATFORMS.join(", ")}; may be repeated (default: all)
  --json             prints the figures as JSON, in place of the table
  --help             this text
`;

const TITLES = { aws: "AWS Lambda", gcp: "Google Cloud", azure: "Azure" };
const KIBIBYTE = 1024;
const MEBIBYTE = KIBIBYTE * KIBIBYTE;

/** @returns the exit code: 0, or 2 where the options are wrong */
export function main(args: readonly string[]): Promise<number> {
  return runBench({ name: "size", help: HELP }, args, () => run(args));
}

async function run(args: readonly string[]): Promise<string> {
  const values = parseOptions(args, {
    only: { type: "string" },
    platform: { type: "string", multiple: true, default: [...PLATFORMS] },
    json: { type: "boolean", default: false },
  });
  const platforms = values.platform.map((name) => readName("platform", name, PLATFORMS));
  const peers = platforms.flatMap((platform) => readPeers(values.only, platform));
  const figures: SizeFigures[] = [];
  for (const installed of await installPeers(peers, (line) => process.stderr.write(`${line}\n`))) {
    figures.push(await describeSize(installed));
  }
  return values.json ? `${JSON.stringify(figures, undefined, 2)}\n` : formatTable(figures);
}

/** The figures as Markdown. */
export function formatTable(figures: readonly SizeFigures[]): string {
  const rows = figures.map(({ platform, title, bundle, installedBytes, packages, files }) => [
    TITLES[platform],
    title,
    formatNumber(bundle && bundle.bytes / KIBIBYTE),
    formatNumber(bundle && bundle.gzipBytes / KIBIBYTE),
    formatNumber(installedBytes / MEBIBYTE),
    String(packages),
    String(files),
  ]);
  const head = ["", "", "Bundle KiB", "Its gzip KiB", "Installed MiB", "Packages", "Files"];
  const notes = figures.flatMap(({ title, refusal }) => (refusal === undefined ? [] : [`- ${title}: ${refusal}\n`]));
  return `${formatRows(head, rows)}${notes.length === 0 ? "" : `\n${notes.join("")}`}`;
}
