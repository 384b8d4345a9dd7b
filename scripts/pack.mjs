// Writes the tarballs of all publishable packages, as npm would publish them: `npm run pack [-- --json]`.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { builtFiles, npmPack, readPackages, root } from "./publishable.mjs";
import { LICENSES_FILE, thirdPartyLicenses } from "./third-party.mjs";

function main() {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      destination: { type: "string", default: join(root, "tarballs") },
    },
  });
  const packages = readPackages();
  for (const ours of packages) {
    if (builtFiles(ours).length === 0) throw new Error(`${ours.manifest.name} is not built: run "npm run build" first`);
    const licenses = thirdPartyLicenses(ours);
    if (licenses !== undefined) writeFileSync(join(ours.directory, LICENSES_FILE), licenses);
  }
  const destination = resolve(values.destination);
  // Tarballs of an earlier version, or of a package that is gone, must not be installed by mistake.
  mkdirSync(destination, { recursive: true });
  for (const file of readdirSync(destination)) if (file.endsWith(".tgz")) rmSync(join(destination, file));
  const packed = npmPack(packages, destination).map(({ name, version, filename, size, entryCount }) => ({
    name,
    version,
    file: join(destination, filename),
    bytes: size,
    files: entryCount,
  }));
  process.stdout.write(values.json ? `${JSON.stringify(packed, null, 2)}\n` : toTable(packed));
}

function toTable(packed) {
  const width = Math.max(...packed.map(({ file }) => relative(process.cwd(), file).length));
  return packed
    .map(({ file, bytes, files }) => {
      const size = `${(bytes / 1024).toFixed(1)} KiB`;
      return `${relative(process.cwd(), file).padEnd(width)}  ${size.padStart(10)}  ${String(files).padStart(3)} files\n`;
    })
    .join("");
}

try {
  main();
} catch (error) {
  // npm says on stderr what went wrong; its command line alone would not help.
  const details = error.stderr?.toString().trim();
  process.stderr.write(`Packing failed: ${details ? details : error.message}\n`);
  process.exit(1);
}
