import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";
import { readBlocks } from "./markdown.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pages = ["README.md", "CONTRIBUTING.md", ...globSync(["docs/*.md", "packages/*/README.md"], { cwd: root })];
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const CODE = new Set(["js", "ts"]);
const IMPORT = /^import\s+(type\s+)?\{([^}]*)\}\s+from\s+"(@isobar\/[\w/-]+)";/gm;

interface Imported {
  readonly name: string;
  readonly isType: boolean;
  readonly from: string;
}

function readImports(code: string): Imported[] {
  return [...code.matchAll(IMPORT)].flatMap(([, type, names = "", from = ""]) =>
    names
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .map((part) => ({
        name: part.replace(/^type\s+/, "").replace(/\s+as\s+.*/, ""),
        isType: type !== undefined || part.startsWith("type "),
        from,
      })),
  );
}

/** Where the names are that a package exports: its built declarations say those of types too. */
function declarations(from: string): string {
  const [, , name = "", entry = "index"] = /^@isobar\/(([\w-]+)(?:\/([\w-]+))?)$/.exec(from) ?? [];
  return read(`packages/${name}/dist/${entry}.d.ts`);
}

function isExported({ name, isType, from }: Imported): boolean {
  const exported = [...declarations(from).matchAll(/export\s+(type\s+)?\{([^}]*)\}/g)].flatMap(([, , names = ""]) =>
    names.split(",").map((part) => part.trim().replace(/.*\s+as\s+/, "")),
  );
  return exported.includes(name) || (isType && exported.includes(`type ${name}`));
}

test("a name that a package does not export is found out", () => {
  const [real, made, type] = readImports(
    'import { instrument } from "@isobar/aws-lambda";\nimport { observe } from "@isobar/aws-lambda";\nimport type { IsobarOptions } from "@isobar/aws-lambda";\n',
  );
  expect([real, made, type].map((imported) => imported && isExported(imported))).toEqual([true, false, true]);
});

describe.each(pages)("%s", (path) => {
  const blocks = readBlocks(read(path));

  test("has code that can be read, and imports what the packages export", async () => {
    for (const { language, code, line } of blocks.filter((block) => CODE.has(block.language))) {
      const loader = language === "ts" ? "ts" : "js";
      await expect(transform(code, { loader, format: "esm" }), `line ${line}`).resolves.toBeDefined();
      expect(readImports(code).filter((imported) => !isExported(imported))).toEqual([]);
    }
  });

  test("names commands of the repository that there are", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...read(path).matchAll(/\bnpm run ([\w-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test("links to files and headings that there are", () => {
    const broken = [...read(path).matchAll(/\]\((?!https?:)([^)\s#]*)(#[^)\s]*)?\)/g)]
      .map(([, file = "", heading]) => ({ file: file === "" ? path : join(dirname(path), file), heading }))
      .filter(({ file, heading }) => !existsSync(join(root, file)) || (heading && !headings(file).includes(heading)));
    expect(broken).toEqual([]);
  });
});

/** The fragments that GitHub makes of a page's headings. */
function headings(path: string): string[] {
  const titles = [...read(path).matchAll(/^#+\s+(.*)$/gm)].map(([, title = ""]) => title.toLowerCase());
  return titles.map((title) => `#${title.replaceAll(/[^\w\s-]/g, "").replaceAll(" ", "-")}`);
}
